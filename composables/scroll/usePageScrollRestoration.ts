const afterMs = 250
const gestures = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const

/**
 * Keeps how far a page is scrolled inside of the frame, where the browser does not look, with its entry in the history:
 * Back and a reload lead there again, also while the page is still growing, and any other way begins at the top.
 */
export function usePageScrollRestoration(scroller: () => HTMLElement | null | undefined) {
  const path = useRoute().path
  const hydrating = useNuxtApp().isHydrating
  let timer: ReturnType<typeof setTimeout> | undefined
  let release = () => {}

  function keep() {
    clearTimeout(timer)
    timer = undefined
    const element = scroller()
    if (element && location.pathname === path) {
      history.replaceState({ ...history.state, scrolled: element.scrollTop }, '')
    }
  }

  function soon() {
    timer ??= setTimeout(keep, afterMs)
  }

  function restore(element: HTMLElement, top: number) {
    const observer = new ResizeObserver(() => {
      element.scrollTop = top
      if (Math.abs(element.scrollTop - top) < 2) release()
    })
    release = () => {
      observer.disconnect()
      for (const gesture of gestures) window.removeEventListener(gesture, release, true)
    }
    for (const gesture of gestures) window.addEventListener(gesture, release, { capture: true, passive: true })
    if (element.firstElementChild) observer.observe(element.firstElementChild)
  }

  onMounted(() => {
    const element = scroller()
    const { scrolled } = (history.state ?? {}) as { scrolled?: number }
    if (!element) return
    if (scrolled) restore(element, scrolled)
    else if (!hydrating && !location.hash) element.scrollTop = 0
    element.addEventListener('scroll', soon, { passive: true })
    window.addEventListener('pagehide', keep)
  })
  onBeforeRouteLeave(keep)
  onBeforeUnmount(() => {
    release()
    clearTimeout(timer)
    scroller()?.removeEventListener('scroll', soon)
    window.removeEventListener('pagehide', keep)
  })
}
