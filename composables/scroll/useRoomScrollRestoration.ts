/** A line of a room, and its distance from the top of the list. */
export interface ScrollPosition {
  seq: number
  top: number
}

const afterMs = 250
const keyOf = (roomId: number) => `room:${roomId}`

/** Where somebody was reading in this room when they left this page of the browser's history; undefined at its end. */
export function savedScrollPosition(roomId: number): ScrollPosition | undefined {
  return import.meta.client
    ? (history.state as Record<string, unknown> | null)?.[keyOf(roomId)] as ScrollPosition | undefined
    : undefined
}

/** Stores the reading position in the entry of the browser history, so that Back and a reload restore it. */
export function useRoomScrollRestoration(roomId: number, positionOf: () => ScrollPosition | undefined) {
  const path = useRoute().path
  let timer: ReturnType<typeof setTimeout> | undefined

  function keep() {
    clearTimeout(timer)
    timer = undefined
    // On the way back the browser is elsewhere before we are.
    if (location.pathname !== path) return
    history.replaceState({ ...history.state, [keyOf(roomId)]: positionOf() }, '')
  }

  function soon() {
    timer ??= setTimeout(keep, afterMs)
  }

  onBeforeRouteLeave(keep)
  onMounted(() => window.addEventListener('pagehide', keep))
  onBeforeUnmount(() => {
    clearTimeout(timer)
    window.removeEventListener('pagehide', keep)
  })
  return { soon }
}
