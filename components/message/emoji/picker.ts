import { Picker } from 'emoji-picker-element'
import type { EmojiClickEvent } from 'emoji-picker-element/shared'
import { emojiVersion, source } from './database'

/** A picker, ready to be put somewhere. */
export function createPicker(pick: (text: string) => void): HTMLElement {
  // A fixed version spares each browser a test of its fonts.
  const picker = new Picker({ ...source, emojiVersion })
  picker.classList.add(document.documentElement.classList.contains('dark') ? 'dark' : 'light')
  picker.addEventListener('emoji-click', ({ detail }: EmojiClickEvent) => detail.unicode && pick(detail.unicode))
  picker.addEventListener('keydown', event => event instanceof KeyboardEvent && takeFirst(picker, event), true)
  return picker
}

/** Enter in the search takes what was found first, unless something else is marked. */
function takeFirst(picker: HTMLElement, event: KeyboardEvent): void {
  const field = event.composedPath()[0]
  if (event.key !== 'Enter' || event.isComposing || !(field instanceof HTMLInputElement) || field.getAttribute('aria-activedescendant')) return
  picker.shadowRoot?.querySelector<HTMLElement>('button[role=option]')?.click()
}
