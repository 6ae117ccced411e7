const controls = ['note', 'take', 'resolve', 'snooze', 'label', 'transfer'] as const

/** What the keys of the desk do. They press what is on the screen, so a key and its button never differ. */
export function useDeskKeys() {
  /** The row below or above the case that is open, as the list has them. */
  function step(by: number): true {
    const rows = [...document.querySelectorAll<HTMLAnchorElement>('a[data-case]')]
    const at = rows.findIndex(row => row.getAttribute('aria-current') === 'page')
    const next = at < 0 ? rows[0] : rows[at + by]
    // The row keeps the focus, so that the answer's field does not take it and the next key is one of the desk again.
    next?.focus({ preventScroll: true })
    next?.click()
    next?.scrollIntoView({ block: 'nearest' })
    return true
  }

  /** Out of a field of the case, to where the keys of the desk work: its row, or the messages where no list is. */
  function leaveField(event: KeyboardEvent) {
    if (event.defaultPrevented || event.isComposing || !isTyping(event.target)) return
    const row = document.querySelector<HTMLElement>('a[data-case][aria-current=page]')
    const place = row?.checkVisibility() ? row : document.querySelector<HTMLElement>('[role=log]')
    place?.focus({ preventScroll: true })
  }

  /** Where there is no such control, the key is the browser's. */
  function press(name: string): boolean {
    const all = [...document.querySelectorAll(`[data-desk=${name}]`)]
    const found = all.find(one => one.checkVisibility())
    const control = found?.closest<HTMLElement>('summary, a, button, input')
    if (!control) return false
    if (control instanceof HTMLInputElement) control.focus()
    else control.click()
    if (control.matches('summary')) control.focus()
    return true
  }

  const pressing = Object.fromEntries(controls.map(name => [name, () => press(name)])) as
    Record<(typeof controls)[number], () => boolean>

  return {
    step,
    leaveField,
    /** False where there is no answer to write. */
    answer: () => press('answer'),
    work: {
      ...pressing,
      nextCase: () => step(1),
      previousCase: () => step(-1),
      searchCases: () => press('search'),
    },
  }
}
