/** The server takes 4 a second. */
const everyMs = 500

/** Shows the team what its customer types, in an inbox that says so to both. Nothing of it is stored. */
export function useDraftPreview(roomId: number, shown: () => boolean) {
  const drafts = useDraftsStore()
  const socket = useSocketStore()
  const timers = createTimers()
  const text = computed(() => drafts.of(roomId).body)

  const tell = (body: string) => socket.send({ type: 'case.draft', roomId, text: body })

  onMounted(() => {
    watch(text, () => {
      if (shown()) timers.startOnce('tell', everyMs, () => tell(text.value))
    })
    // What was typed without a connection would otherwise be told with the next key only.
    watch(() => socket.live, (live) => {
      if (live && shown() && text.value) tell(text.value)
    })
  })
  onBeforeUnmount(() => {
    timers.stopAll()
    if (shown() && text.value) tell('')
  })
}
