const marginPx = 1_500

/**
 * Notifies blocks when they come near the visible part of a scroller and when they leave it. One observer for all: with
 * VueUse's `useIntersectionObserver` each block of a long list would have its own.
 */
export function useNearViewport(scroller: Readonly<Ref<HTMLElement | null>>) {
  const listeners = new Map<Element, (near: boolean) => void>()
  let observer: IntersectionObserver | undefined

  function watch(element: Element, seen: (near: boolean) => void) {
    listeners.set(element, seen)
    observer?.observe(element)
    return () => {
      listeners.delete(element)
      observer?.unobserve(element)
    }
  }

  onMounted(() => {
    observer = new IntersectionObserver((entries) => {
      for (const entry of entries) listeners.get(entry.target)?.(entry.isIntersecting)
    }, { root: scroller.value, rootMargin: `${marginPx}px 0px` })
    for (const element of listeners.keys()) observer.observe(element)
  })
  onBeforeUnmount(() => observer?.disconnect())

  return { watch }
}
