const minuteMs = 60_000

/** The time to the minute, for the clocks of cases: the server's until the page is hydrated, so that both agree. */
export function useDeskNow(): Readonly<Ref<number>> {
  const now = useState('desk-now', () => Date.now())
  const tick = () => {
    now.value = Date.now()
  }
  let timer: ReturnType<typeof setInterval> | undefined

  onMounted(() => {
    tick()
    timer = setInterval(tick, minuteMs)
  })
  onBeforeUnmount(() => clearInterval(timer))

  return now
}
