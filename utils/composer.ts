const composer = () => document.querySelector<HTMLTextAreaElement>('#composer textarea')

export function focusComposer(): void {
  composer()?.focus()
}

/** The focus is in a composer with nothing in it. */
export function isEmptyComposer(): boolean {
  const field = composer()
  return field !== null && field === document.activeElement && field.value === ''
}
