const longestTimeoutMs = 2 ** 31 - 1

/** Until when the person at this browser cannot write; undefined as soon as they can. */
export function useMute() {
  const session = useSessionStore()
  const over = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  function look() {
    clearTimeout(timer)
    const left = Date.parse(session.user?.mutedUntil ?? '') - Date.now()
    over.value = left <= 0
    if (left > 0) timer = setTimeout(look, Math.min(left, longestTimeoutMs))
  }

  onMounted(look)
  watch(() => session.user?.mutedUntil, look)
  onBeforeUnmount(() => clearTimeout(timer))

  return computed(() => over.value ? undefined : session.user?.mutedUntil)
}
