const minuteMs = 60_000

/** The time, to the minute: for what stands there as "5 minutes ago". */
export function useMinute() {
  const now = ref(Date.now())
  let timer: ReturnType<typeof setInterval> | undefined

  onMounted(() => {
    timer = setInterval(() => {
      now.value = Date.now()
    }, minuteMs)
  })
  onBeforeUnmount(() => clearInterval(timer))

  return now
}
