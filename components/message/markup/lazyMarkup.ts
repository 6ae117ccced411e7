import { defineAsyncComponent, defineComponent, h, hydrateOnVisible, onMounted } from 'vue'
import type { PropType } from 'vue'
import type { FindMention } from './mention'
import { PlainText } from './PlainText'

let ask: () => void
const asked = new Promise<void>((resolve) => {
  ask = resolve
})

/**
 * Loads the parser in the browser. The server has no need to ask, and neither has a page that comes alive: what the
 * server has parsed stays as it is. It takes a message that came later, or a block of code that wants its colours.
 */
export function loadMarkup(): void {
  ask()
}

const Meanwhile = defineComponent({
  props: { body: { type: String, required: true }, mention: { type: Function as PropType<FindMention> } },
  setup(props) {
    onMounted(loadMarkup)
    return () => h(PlainText, { body: props.body, mention: props.mention })
  },
})

async function load() {
  if (import.meta.client) await asked
  return import('./MessageMarkup')
}

/**
 * Markdown, with its parser in a chunk of its own; until that is there, and for as long as it cannot be
 * loaded, as typed.
 */
export const LazyMarkup = defineAsyncComponent({
  loader: load,
  loadingComponent: Meanwhile,
  delay: 0,
  suspensible: false,
  hydrate: hydrateOnVisible(),
  onError: (_error, retry, _fail, attempts) => setTimeout(retry, Math.min(attempts * 2_000, 30_000)),
})
