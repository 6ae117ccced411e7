const nearPx = 16
const soonPx = 1_200

type ElementRef = Readonly<Ref<HTMLElement | null>>

interface Near {
  oldest: () => void
  newest: () => void
  live: () => boolean
}

/**
 * Keeps a message list still. The scroller is laid out from its end (`column-reverse`), so it opens there without a
 * script and stays there while the reader does. Elsewhere the line that is being read keeps its position, whatever is
 * rendered, measured or resized around it.
 */
export function useScrollAnchor(scroller: ElementRef, content: ElementRef, near: Near) {
  const atEnd = ref(true)
  const line = useAnchorLine(scroller, content)
  let drawing = false

  function look() {
    const element = scroller.value
    if (!element) return
    // The end of a list that goes on elsewhere is a place like any other.
    atEnd.value = near.live() && -element.scrollTop < nearPx
    if (element.scrollHeight - element.clientHeight + element.scrollTop < soonPx) near.oldest()
    if (-element.scrollTop < soonPx) near.newest()
  }

  function onScroll() {
    if (line.wasScrolled()) line.hold()
    look()
  }

  /**
   * Before anything is drawn: the reader may have scrolled since the last event. Asked again during the drawing, the
   * browser would lay out its half.
   */
  function before() {
    const element = scroller.value
    if (!element || (drawing && (atEnd.value || line.isHeld()))) return
    drawing = true
    if (atEnd.value && -element.scrollTop >= nearPx) atEnd.value = false
    if (!atEnd.value && (!line.isHeld() || line.wasScrolled())) line.hold()
  }

  function keep() {
    drawing = false
    const element = scroller.value
    if (!element) return
    if (!atEnd.value) line.restore(element)
    else if (element.scrollTop !== 0) element.scrollTop = 0
    line.see()
  }

  function toEnd() {
    atEnd.value = near.live()
    keep()
    look()
  }

  /** In the middle of the screen, or as far from the top as it stood once. */
  function toElement(element: Element, top?: number) {
    atEnd.value = false
    element.scrollIntoView({ block: 'center' })
    if (top !== undefined && scroller.value) scroller.value.scrollTop += line.topOf(element) - top
    line.hold(element)
    look()
  }

  let observer: ResizeObserver | undefined
  onMounted(() => {
    observer = new ResizeObserver(keep)
    for (const element of [scroller.value, content.value]) if (element) observer.observe(element)
  })
  onBeforeUnmount(() => observer?.disconnect())

  return { atEnd, onScroll, look, before, keep, toEnd, toElement, place: line.place }
}

export type ScrollAnchor = Pick<ReturnType<typeof useScrollAnchor>, 'before' | 'keep'> & {
  watch: (element: Element, seen: (near: boolean) => void) => () => void
  printing: Readonly<Ref<boolean>>
}
export const scrollAnchorKey: InjectionKey<ScrollAnchor> = Symbol('scroll anchor')
