const composer = () => document.querySelector<HTMLTextAreaElement>('#composer textarea')

export function focusComposer(): void {
  composer()?.focus()
}

/**
 * Nothing needs the focus, and no keyboard of the screen comes up with it. A link that was clicked has it still, but is
 * done; one that a key has followed is where the keys go on.
 */
export function isFocusFree(): boolean {
  const active = document.activeElement ?? document.body
  const isDone = active.matches('a, button') && !active.matches(':focus-visible')
  return matchMedia('(pointer: fine)').matches && (active === document.body || isDone)
}

/** The focus is in a composer with nothing in it. */
export function isEmptyComposer(): boolean {
  const field = composer()
  return field !== null && field === document.activeElement && field.value === ''
}
