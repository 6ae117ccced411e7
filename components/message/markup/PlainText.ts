import type { FunctionalComponent } from 'vue'
import { h } from 'vue'
import type { FindMention } from './mention'
import { withMentions } from './mention'

/** A body as it was typed. */
export const PlainText: FunctionalComponent<{ body: string, mention?: FindMention }> = ({ body, mention }) => {
  const shown = withMentions(body, mention)
  return h('p', { dir: 'auto' }, shown)
}
PlainText.props = ['body', 'mention']
