import type { FoundEmoji } from '~/components/message/emoji/database'
import type { EmojiField } from '~/composables/composer/useShortcodeReplacement'
import type { Shortcode } from '~/utils/shortcode'

/**
 * Emoji by name while typing: `:smi` offers some, `:smile:` becomes one, also when one has typed on
 * before its emoji was known.
 */
export function useEmojiSuggestions(field: EmojiField) {
  const { element, insert } = field
  const whole = useShortcodeReplacement(field, onInput)
  const found = ref<FoundEmoji[]>([])
  const active = ref(0)
  let question = 0

  function close() {
    question++
    found.value = []
  }

  function typed(): Shortcode | undefined {
    const here = element.value
    return here ? shortcodeAt(here.value, here.selectionStart) : undefined
  }

  async function onInput() {
    const code = typed()
    const mine = ++question
    if (code?.closed) found.value = []
    if (code?.closed && element.value) {
      return whole.complete(element.value.value.slice(code.from, element.value.selectionStart), code.from, lookUp(code))
    }
    const answer = code ? await lookUp(code) : []
    // The text has changed meanwhile: the next answer counts.
    if (mine !== question) return
    found.value = answer
    active.value = 0
  }

  function pick(index = active.value) {
    const text = found.value[index]?.text
    const code = typed()
    close()
    if (text && code) insert(`${text} `, code.from, element.value?.selectionStart ?? code.from)
  }

  /** True when the key was for the list. */
  const onKeydown = (event: KeyboardEvent) =>
    found.value.length > 0 && listKey(event, { active, count: found.value.length, pick, close })

  return { found, active, close, pick, onInput, onKeydown, settled: whole.settled, isSettled: whole.isSettled }
}

/** Without the emoji names, typing works as before. */
async function lookUp({ query, closed }: Shortcode): Promise<FoundEmoji[]> {
  try {
    const { emojiOf, searchEmoji } = await import('~/components/message/emoji/database')
    return closed ? await emojiOf(query) : await searchEmoji(query)
  }
  catch {
    return []
  }
}
