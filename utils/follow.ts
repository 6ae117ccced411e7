/**
 * What a click on a link of ours does, as NuxtLink has it: another tab, window or a download stays with the browser.
 */
export function follow(event: MouseEvent, to: string) {
  if (
    event.defaultPrevented
    || event.button !== 0
    || event.metaKey
    || event.ctrlKey
    || event.shiftKey
    || event.altKey
  ) {
    return
  }
  event.preventDefault()
  void navigateTo(to)
}
