import { Picker } from 'emoji-picker-element'
import type { EmojiClickEvent } from 'emoji-picker-element/shared'
import { emojiVersion, source } from './database'

/** A picker, ready to be put somewhere. */
export function createPicker(pick: (text: string) => void): HTMLElement {
  // A fixed version spares each browser a test of its fonts.
  const picker = new Picker({ ...source, emojiVersion })
  picker.classList.add(document.documentElement.classList.contains('dark') ? 'dark' : 'light')
  picker.addEventListener('emoji-click', ({ detail }: EmojiClickEvent) => detail.unicode && pick(detail.unicode))
  return picker
}
