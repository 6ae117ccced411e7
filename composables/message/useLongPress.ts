const pressMs = 450
const wanderPx = 10

/** A long press on a message opens its menu, where there is no pointer to hover with. Links and code keep theirs. */
export function useLongPress(log: Readonly<Ref<HTMLElement | null>>) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let from = { x: 0, y: 0 }

  function stop() {
    clearTimeout(timer)
    timer = undefined
  }

  function onDown({ pointerType, isPrimary, target, clientX, clientY }: PointerEvent) {
    stop()
    if (pointerType !== 'touch' || !isPrimary || !(target instanceof Element)) return
    const message = target.closest('a, button, pre, [role=menu]') ? null : target.closest<HTMLElement>('article')
    if (!message) return
    from = { x: clientX, y: clientY }
    timer = setTimeout(() => {
      timer = undefined
      message.querySelector<HTMLElement>('[data-action=more]')?.click()
    }, pressMs)
  }

  function onMove({ clientX, clientY }: PointerEvent) {
    if (timer && Math.hypot(clientX - from.x, clientY - from.y) > wanderPx) stop()
  }

  const listeners = { pointerdown: onDown, pointermove: onMove, pointerup: stop, pointercancel: stop, scroll: stop }
  onMounted(() => {
    for (const [name, work] of Object.entries(listeners)) {
      log.value?.addEventListener(name, work as EventListener, { passive: true })
    }
  })
  onBeforeUnmount(stop)
}
