import type { FoundEmoji } from '~/components/message/emoji/database'

export interface EmojiField {
  element: Readonly<Ref<HTMLTextAreaElement | null>>
  insert: (text: string, from: number, to: number) => void
  /** An input method is composing a word: the text must not change now. */
  composing: Readonly<Ref<boolean>>
}

/** A whole shortcode whose emoji is looked up, and where it stands. */
interface OpenCode {
  from: number
  text: string
}

const longestWaitMs = 500

/**
 * Whole shortcodes become their emoji when it is known, also when one has typed on meanwhile. `onMoved`: the text
 * around the caret may be another.
 */
export function useShortcodeReplacement({ element, insert, composing }: EmojiField, onMoved: () => unknown) {
  const open = new Map<OpenCode, Promise<void>>()
  let end = 0

  function complete(text: string, from: number, answer: Promise<FoundEmoji[]>): Promise<void> {
    const code = { from, text }
    const work = answer.then(([emoji]) => {
      open.delete(code)
      if (emoji) exchange(code, emoji.text)
    })
    open.set(code, work)
    return work
  }

  /** Replaces the shortcode with its emoji if it is still there; the caret stays where it is. */
  function exchange({ from, text }: OpenCode, emoji: string) {
    const field = element.value
    const to = from + text.length
    if (!field || composing.value || field.value.slice(from, to) !== text) return
    const [start, stop, change] = [field.selectionStart, field.selectionEnd, emoji.length - text.length]
    const moved = (at: number) => at >= to ? at + change : Math.min(at, from)
    for (const other of open.keys()) other.from = moved(other.from)
    end = moved(end)
    insert(emoji, from, to)
    field.setSelectionRange(moved(start), moved(stop))
    if (start !== to) void onMoved()
  }

  /** Waits a moment for pending emoji lookups. Returns the length of the text at the time of the call. */
  async function settled(): Promise<number> {
    end = element.value?.value.length ?? 0
    await Promise.race([Promise.all(open.values()), new Promise(resolve => setTimeout(resolve, longestWaitMs))])
    return end
  }

  return { complete, settled, isSettled: () => open.size === 0 }
}
