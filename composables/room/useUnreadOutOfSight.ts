/** How many unread rows (`data-unread`) of a scrolled list are above and below what is seen of it. */
export function useUnreadOutOfSight(list: Readonly<Ref<HTMLElement | null>>) {
  const above = ref(0)
  const below = ref(0)
  let observer: ResizeObserver | undefined
  let asked = 0

  const unread = () => [...list.value?.querySelectorAll<HTMLElement>('[data-unread]') ?? []]

  function sides() {
    const { top = 0, bottom = 0 } = list.value?.getBoundingClientRect() ?? {}
    // Half a row is seen well enough.
    const middles = unread().map((row) => {
      const box = row.getBoundingClientRect()
      return { row, middle: (box.top + box.bottom) / 2 }
    })
    return {
      above: middles.filter(({ middle }) => middle < top).map(({ row }) => row),
      below: middles.filter(({ middle }) => middle > bottom).map(({ row }) => row),
    }
  }

  function look() {
    asked = 0
    const found = sides()
    above.value = found.above.length
    below.value = found.below.length
  }

  /** Once a frame, however much happens in it. */
  function lookSoon() {
    asked ||= requestAnimationFrame(look)
  }

  /** To the nearest of them; the keyboard goes along. */
  function show(side: 'above' | 'below', event: MouseEvent) {
    const found = sides()[side]
    const row = side === 'above' ? found.at(-1) : found[0]
    row?.scrollIntoView({ block: 'center' })
    if (event.detail === 0) row?.focus({ preventScroll: true })
    lookSoon()
  }

  onMounted(() => {
    if (!list.value) return
    observer = new ResizeObserver(lookSoon)
    observer.observe(list.value)
    lookSoon()
  })
  onBeforeUnmount(() => {
    observer?.disconnect()
    cancelAnimationFrame(asked)
  })
  return { above, below, show, lookSoon }
}
