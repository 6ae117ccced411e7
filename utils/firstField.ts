/** For a dialog that opens with a form: the keys go on in its first field, not on the button that closes it. */
export function focusFirstField(event: Event): void {
  const field = (event.target as HTMLElement).querySelector<HTMLElement>('form input:not([type=hidden])')
  if (!field) return
  event.preventDefault()
  field.focus()
}
