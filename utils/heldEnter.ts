/** Enter that may send: not the one that ends a composed word, nor the one that always begins a line. */
function maySend(event: KeyboardEvent): boolean {
  const { key, altKey, shiftKey, ctrlKey, metaKey, isComposing, keyCode } = event
  if (key !== 'Enter' || altKey || shiftKey || isComposing || keyCode === 229) return false
  return ctrlKey || metaKey || !matchMedia('(pointer: coarse)').matches
}

/**
 * Holds Enter in the composer while the page is being hydrated: only its handler knows whether it sends or begins a
 * line. `repeat` asks it; `giveUp` begins a line, as without scripts.
 */
export function holdEnter() {
  let held: { event: KeyboardEvent, field: HTMLTextAreaElement } | undefined

  function hold(event: KeyboardEvent) {
    const field = event.target
    if (!(field instanceof HTMLTextAreaElement) || !field.closest('#composer') || !maySend(event)) return
    event.preventDefault()
    // Sent already, by its button.
    if (field.readOnly) return
    held = { event, field }
    field.readOnly = true
  }

  function take() {
    const taken = held
    held = undefined
    if (taken) taken.field.readOnly = false
    return taken?.field.isConnected ? taken : undefined
  }

  /** The button says more clearly what is meant. */
  const yieldTo = ({ target }: SubmitEvent) => held && held.field.form === target && take()

  function stop() {
    window.removeEventListener('keydown', hold, true)
    window.removeEventListener('submit', yieldTo, true)
  }

  function beginLine(field: HTMLTextAreaElement) {
    field.setRangeText('\n', field.selectionStart, field.selectionEnd, 'end')
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertLineBreak' }))
  }

  function giveUp() {
    stop()
    const field = take()?.field
    if (field) beginLine(field)
  }

  function repeat() {
    stop()
    const taken = take()
    if (!taken) return
    const { key, code, ctrlKey, metaKey } = taken.event
    const again = new KeyboardEvent('keydown', { key, code, ctrlKey, metaKey, bubbles: true, cancelable: true })
    if (taken.field.dispatchEvent(again)) beginLine(taken.field)
  }

  window.addEventListener('keydown', hold, true)
  window.addEventListener('submit', yieldTo, true)
  return { giveUp, repeat }
}
