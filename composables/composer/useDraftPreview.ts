/** The server takes 4 a second. */
const everyMs = 500

/** Shows the team what its customer types, in an inbox that says so to both. Nothing of it is stored. */
export function useDraftPreview(roomId: number, shown: () => boolean) {
  const drafts = useDraftsStore()
  const socket = useSocketStore()
  const timers = createTimers()
  const text = computed(() => drafts.of(roomId).body)

  /** There was no connection when it changed last. */
  let untold = false

  function tell(body: string) {
    untold = !socket.send({ type: 'case.draft', roomId, text: body })
  }

  onMounted(() => {
    watch(text, () => {
      if (shown()) timers.startOnce('tell', everyMs, () => tell(text.value))
    })
    watch(() => socket.live, (live) => {
      if (live && untold && shown()) tell(text.value)
    })
  })
  onBeforeUnmount(() => {
    timers.stopAll()
    if (shown() && text.value) tell('')
  })
}
