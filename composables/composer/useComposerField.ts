/** The text of a composer's field: it is the browser's own, so that what is typed before the page is hydrated stays. */
export function useComposerField(field: Readonly<Ref<HTMLTextAreaElement | null>>, draft: () => string) {
  /** An input method is composing a word. */
  const composing = ref(false)

  // A stored draft is restored, or another tab has changed it; never in the middle of a composed word.
  watch(draft, (text) => {
    if (!field.value || field.value.value === text || composing.value) return
    field.value.value = text
    fit()
  })
  onMounted(fit)

  /** Grows with its text, where the browser does not know `field-sizing`. */
  function fit() {
    const element = field.value
    if (!element || globalThis.CSS?.supports('field-sizing', 'content')) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }

  function focus() {
    field.value?.focus({ preventScroll: true })
  }

  /**
   * As if it had been typed, so that the browser can undo it; where the field has lost the focus it does
   * not take it back.
   */
  function insert(text: string, from: number, to: number) {
    const element = field.value
    if (!element) return
    if (document.activeElement === element) {
      element.setSelectionRange(from, to)
      if (document.execCommand('insertText', false, text)) return
    }
    element.setRangeText(text, from, to, 'end')
    element.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }

  function insertAtCaret(text: string) {
    focus()
    if (field.value) insert(text, field.value.selectionStart, field.value.selectionEnd)
  }

  return { composing, focus, fit, insert, insertAtCaret }
}
