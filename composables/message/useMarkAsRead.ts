const afterMs = 400

/**
 * Marks a room as read while its end is visible and somebody is looking at the window (`looking`). A room that does not
 * exist yet, or is not known, is read as soon as it is.
 */
export function useMarkAsRead(room: MaybeRefOrGetter<number | undefined>, atEnd: Ref<boolean>) {
  const messages = useMessagesStore()
  const reading = useReadingStore()
  const rooms = useRoomsStore()
  const looking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = () => {
    looking.value = document.visibilityState === 'visible' && document.hasFocus()
  }

  /** Of the room that is known now, and how far it goes. */
  const end = (): [id: number, seq: number] => {
    const id = toValue(room) ?? 0
    return rooms.byId[id] ? [id, messages.lastSeq(id)] : [0, 0]
  }
  const release = () => reading.release(toValue(room) ?? 0)

  onMounted(() => {
    release()
    look()
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
    watch([looking, atEnd, () => end().join()], ([now, isAtEnd]) => {
      clearTimeout(timer)
      if (now && isAtEnd) timer = setTimeout(() => void reading.read(...end()), afterMs)
    }, { immediate: true })
  })

  onBeforeUnmount(() => {
    clearTimeout(timer)
    release()
    window.removeEventListener('focus', look)
    window.removeEventListener('blur', look)
    document.removeEventListener('visibilitychange', look)
  })

  return { looking }
}
