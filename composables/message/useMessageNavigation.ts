import type { ScrollPosition } from '~/composables/scroll/useRoomScrollRestoration'
import type { MessageList } from '~/stores/message/messages'

/** The list on the screen. */
interface ListView {
  toSeq: (seq: number) => Promise<void>
  toEnd: () => void
  position: () => ScrollPosition | undefined
  restore: (position: ScrollPosition) => Promise<void>
}

/**
 * Moves through the messages of a room, and first loads those that are not here: older and newer pages, the message
 * that the address names, the end, and the place where one was before Back or a reload. `report` gets the error, or
 * nothing at each new attempt.
 */
export function useMessageNavigation(
  roomId: number, list: () => MessageList, view: Readonly<Ref<ListView | null>>, report: (cause?: unknown) => void,
) {
  const route = useRoute()
  const history = useHistoryStore()
  const messages = useMessagesStore()
  const { busy, fetching } = useFetching(report)
  const marked = ref(seqOf(route.query.seq))
  const restoration = useRoomScrollRestoration(roomId, () => view.value?.position())

  /** Has this message in the list, with those around it. */
  async function meet(seq: number) {
    if (!messages.find(roomId, seq)) await fetching(() => history.open(roomId, { around: seq }))
    await nextTick()
  }

  async function jump(seq: number) {
    await meet(seq)
    await view.value?.toSeq(seq)
  }

  async function newest() {
    if (list().hasNewer) await fetching(() => history.open(roomId))
    marked.value = undefined
    await nextTick()
    view.value?.toEnd()
  }

  onMounted(async () => {
    const saved = savedScrollPosition(roomId)
    if (!saved) return
    await meet(saved.seq)
    await view.value?.restore(saved)
  })
  watch(() => seqOf(route.query.seq), async (seq) => {
    marked.value = seq
    if (seq) await jump(seq)
  })

  return {
    busy,
    marked,
    jump,
    newest,
    older: () => fetching(() => history.loadOlder(roomId)),
    newer: () => fetching(() => history.loadAfter(roomId)),
    savePosition: restoration.soon,
  }
}

/** One load at a time. */
function useFetching(report: (cause?: unknown) => void) {
  const busy = ref(false)

  async function fetching(work: () => Promise<void>) {
    if (busy.value) return
    busy.value = true
    report()
    try {
      await work()
    }
    catch (cause) {
      report(cause)
    }
    busy.value = false
  }

  return { busy, fetching }
}

function seqOf(value: unknown) {
  return typeof value === 'string' && /^[1-9]\d{0,15}$/.test(value) ? Number(value) : undefined
}
