const nearPx = 32
const oldestWithinPx = 400

/**
 * Keeps a message list still. The scroller is laid out from its end (`column-reverse`), so it opens at the end without
 * a script and stays there while the reader is there; elsewhere the line that is being read is held in its place.
 */
export function useScrollAnchor(scroller: Readonly<Ref<HTMLElement | null>>, reachedOldest: () => void) {
  const atEnd = ref(true)
  let held: { element: Element, top: number } | undefined

  function onScroll() {
    const element = scroller.value
    if (!element) return
    atEnd.value = -element.scrollTop < nearPx
    if (element.scrollHeight - element.clientHeight + element.scrollTop < oldestWithinPx) reachedOldest()
  }

  function toEnd() {
    if (scroller.value) scroller.value.scrollTop = 0
    atEnd.value = true
  }

  function firstVisible(element: HTMLElement): Element | undefined {
    const { top } = element.getBoundingClientRect()
    return [...element.querySelectorAll('article')].find(article => article.getBoundingClientRect().bottom > top)
  }

  onBeforeUpdate(() => {
    const element = atEnd.value ? undefined : scroller.value && firstVisible(scroller.value)
    held = element ? { element, top: element.getBoundingClientRect().top } : undefined
  })

  onUpdated(() => {
    if (!scroller.value) return
    if (!held) scroller.value.scrollTop = 0
    else if (held.element.isConnected) scroller.value.scrollTop += held.element.getBoundingClientRect().top - held.top
    held = undefined
  })

  return { atEnd, onScroll, toEnd }
}
