import type { FoundEmoji } from '~/components/message/emoji/database'
import type { Shortcode } from '~/utils/shortcode'

type Insert = (text: string, from: number, to: number) => void

/**
 * Emoji by name while typing: `:smi` offers some, `:smile:` becomes one. Nothing is changed when a message is sent, bodies
 * are stored as they are.
 */
export function useEmojiSuggestions(field: Readonly<Ref<HTMLTextAreaElement | null>>, insert: Insert) {
  const found = ref<FoundEmoji[]>([])
  const active = ref(0)
  let question = 0

  function close() {
    question++
    found.value = []
  }

  function typed(): Shortcode | undefined {
    const element = field.value
    return element ? shortcodeAt(element.value, element.selectionStart) : undefined
  }

  function replace(text: string | undefined) {
    const code = typed()
    close()
    if (text && code) insert(text, code.from, field.value?.selectionStart ?? code.from)
  }

  async function onInput() {
    const code = typed()
    const mine = ++question
    const answer = code ? await lookUp(code) : []
    // Typed on meanwhile: the next answer counts.
    if (mine !== question) return
    if (code?.closed && answer[0]) return replace(answer[0].text)
    found.value = code?.closed ? [] : answer
    active.value = 0
  }

  function pick(index = active.value) {
    const text = found.value[index]?.text
    replace(text && `${text} `)
  }

  function move(step: number) {
    active.value = (active.value + step + found.value.length) % found.value.length
  }

  const actions: Record<string, () => void> = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => pick(), Tab: () => pick(), Escape: close }

  /** True when the key was for the list. */
  const onKeydown = (event: KeyboardEvent) => found.value.length > 0 && handle(event, actions[event.key])

  return { found, active, close, pick, onInput, onKeydown }
}

/** Without the names of the emoji one types on as before. */
async function lookUp({ query, closed }: Shortcode): Promise<FoundEmoji[]> {
  try {
    const { emojiOf, searchEmoji } = await import('~/components/message/emoji/database')
    return closed ? await emojiOf(query) : await searchEmoji(query)
  }
  catch {
    return []
  }
}

function handle(event: KeyboardEvent, action: (() => void) | undefined): boolean {
  if (!action || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false
  event.preventDefault()
  event.stopPropagation()
  action()
  return true
}
