import { Picker } from 'emoji-picker-element'
import type { EmojiClickEvent } from 'emoji-picker-element/shared'
import { emojiVersion, RankedDatabase, source } from './database'

/** A picker, ready to be put somewhere. */
export function createPicker(pick: (text: string) => void): HTMLElement {
  // A fixed version spares each browser a test of its fonts. The database is an option that the types do not know.
  const options = { ...source, emojiVersion, database: new RankedDatabase(source) }
  const picker = new Picker(options)
  picker.classList.add(document.documentElement.classList.contains('dark') ? 'dark' : 'light')
  picker.addEventListener('emoji-click', ({ detail }: EmojiClickEvent) => detail.unicode && pick(detail.unicode))
  picker.addEventListener('keydown', event => event instanceof KeyboardEvent && takeFirst(picker, event), true)
  return picker
}

/**
 * The picker's own field goes on with what was typed before it was there, and has the keyboard as the other one had it.
 */
export async function takeOver(picker: HTMLElement, early: () => HTMLInputElement | undefined): Promise<void> {
  let field: HTMLInputElement | null | undefined
  while (!(field = picker.shadowRoot?.querySelector('input')) && picker.isConnected) {
    await new Promise(requestAnimationFrame)
  }
  const before = early()
  if (!field || !before) return
  field.value = before.value
  field.dispatchEvent(new Event('input', { bubbles: true }))
  if (document.activeElement === before) field.focus()
  field.setSelectionRange(before.selectionStart, before.selectionEnd)
}

/** Enter in the search takes what was found first, unless something else is marked. */
function takeFirst(picker: HTMLElement, event: KeyboardEvent): void {
  const field = event.composedPath()[0]
  if (
    event.key !== 'Enter'
    || event.isComposing
    || !(field instanceof HTMLInputElement)
    || field.getAttribute('aria-activedescendant')
  ) {
    return
  }
  picker.shadowRoot?.querySelector<HTMLElement>('button[role=option]')?.click()
}
