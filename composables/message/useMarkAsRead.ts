const afterMs = 400

/** Marks a room as read while its end is visible and somebody is looking at the window (`looking`). */
export function useMarkAsRead(roomId: number, atEnd: Ref<boolean>) {
  const messages = useMessagesStore()
  const reading = useReadingStore()
  const looking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = () => {
    looking.value = document.visibilityState === 'visible' && document.hasFocus()
  }

  onMounted(() => {
    reading.release(roomId)
    look()
    window.addEventListener('focus', look)
    window.addEventListener('blur', look)
    document.addEventListener('visibilitychange', look)
    watch([looking, atEnd, () => messages.lastSeq(roomId)], ([now, end, seq]) => {
      clearTimeout(timer)
      if (now && end) timer = setTimeout(() => void reading.read(roomId, seq), afterMs)
    }, { immediate: true })
  })

  onBeforeUnmount(() => {
    clearTimeout(timer)
    reading.release(roomId)
    window.removeEventListener('focus', look)
    window.removeEventListener('blur', look)
    document.removeEventListener('visibilitychange', look)
  })

  return { looking }
}
