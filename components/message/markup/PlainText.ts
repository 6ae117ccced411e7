import type { FunctionalComponent } from 'vue'
import { h } from 'vue'

/** A body as it was typed. */
export const PlainText: FunctionalComponent<{ body: string }> = ({ body }) => h('p', { dir: 'auto' }, body)
PlainText.props = ['body']
