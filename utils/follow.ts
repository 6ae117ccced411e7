/** Whether a click on a link is ours to answer: another tab, window or a download stays with the browser. */
export function isPlainClick(event: MouseEvent): boolean {
  return !event.defaultPrevented && event.button === 0
    && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
}

/** What a click on a link of ours does, as NuxtLink has it. */
export function follow(event: MouseEvent, to: string) {
  if (!isPlainClick(event)) return
  event.preventDefault()
  void navigateTo(to)
}
