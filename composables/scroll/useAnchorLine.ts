interface Held {
  element: Element
  top: number
}

/**
 * The line of a scroller that is being read, and its position. The position is measured again only when the reader
 * scrolls or another line becomes the first: rounding then never adds up.
 */
export function useAnchorLine(scroller: Readonly<Ref<HTMLElement | null>>, content: Readonly<Ref<HTMLElement | null>>) {
  let held: Held | undefined
  let seenTop = 0
  let seenSize = ''

  const topOf = (element: Element) =>
    element.getBoundingClientRect().top - (scroller.value?.getBoundingClientRect().top ?? 0)
  const sizeOf = (element: Element) => `${element.clientWidth} ${element.clientHeight}`
  const isHeld = () => held?.element.isConnected ?? false

  /** A resize moves the list too; only what happens in an unchanged frame is the reader's doing. */
  function wasScrolled(): boolean {
    const element = scroller.value
    return element !== null && sizeOf(element) === seenSize && Math.abs(element.scrollTop - seenTop) >= 1
  }

  function see() {
    if (!scroller.value) return
    seenTop = scroller.value.scrollTop
    seenSize = sizeOf(scroller.value)
  }

  /**
   * The first line that begins on the screen; in a very long one, that one; where nothing is rendered yet, its block.
   */
  function firstVisible(): Element | undefined {
    const edge = scroller.value?.getBoundingClientRect().top ?? 0
    const below = (element: Element) => element.getBoundingClientRect().bottom > edge
    const blocks = [...content.value?.querySelectorAll('[data-block]') ?? []]
    const first = blocks.findIndex(below)
    const shown = first < 0 ? [] : blocks.slice(first, first + 2)
    const lines = shown.flatMap(block => block.childElementCount ? [...block.querySelectorAll('article')] : [block])
    return lines.find(line => line.getBoundingClientRect().top >= edge) ?? lines.find(below)
  }

  function hold(element = firstVisible()) {
    held = element && { element, top: topOf(element) }
    see()
  }

  /** Puts the line back where it was. */
  function restore(element: HTMLElement) {
    if (!held?.element.isConnected) return
    const moved = topOf(held.element) - held.top
    if (Math.abs(moved) >= 0.5) element.scrollTop += moved
    const line = firstVisible()
    if (line !== held.element) hold(line)
  }

  /** The first visible line, and its position. */
  function place() {
    const line = firstVisible()
    return line && { line, top: topOf(line) }
  }

  return { isHeld, wasScrolled, see, hold, restore, place, topOf }
}
