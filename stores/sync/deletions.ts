import { useHistoryStore } from '~/stores/sync/history'

const undoMs = 6_000

interface Deletion {
  roomId: number
  seq: number
}

/** Deletions that can still be undone: the server hears of one when its time is up or the page is left. */
export const useDeletionsStore = defineStore('deletions', () => {
  const api = useApi()
  const history = useHistoryStore()
  const pending = ref<Deletion[]>([])
  const timers = createTimers()
  /** Why the last one failed, for the room it was in. */
  const failure = shallowRef<{ roomId: number, cause: unknown }>()

  const keyOf = ({ roomId, seq }: Deletion) => `${roomId}:${seq}`
  const pathOf = ({ roomId, seq }: Deletion) => `/api/rooms/${roomId}/messages/${seq}`
  const has = (roomId: number, seq: number) => pending.value.some(one => one.roomId === roomId && one.seq === seq)

  function take(deletion: Deletion) {
    timers.stop(keyOf(deletion))
    pending.value = pending.value.filter(one => keyOf(one) !== keyOf(deletion))
  }

  function add(roomId: number, seq: number) {
    if (has(roomId, seq)) return
    const deletion = { roomId, seq }
    pending.value.push(deletion)
    timers.start(keyOf(deletion), undoMs, () => send(deletion))
  }

  const undo = (roomId: number, seq: number) => take({ roomId, seq })

  async function send(deletion: Deletion) {
    const { roomId, seq } = deletion
    try {
      const cause = await failureOf(api.delete(pathOf(deletion)))
      if (!cause) history.receiveDeletion(roomId, seq)
      else if (cause.code !== 'not_found') failure.value = { roomId, cause }
    }
    finally {
      take(deletion)
    }
  }

  /** The page is being left: what was meant is done, by requests that outlive it. */
  function flush() {
    for (const deletion of pending.value) void failureOf(api.delete(pathOf(deletion), undefined, { keepalive: true }))
    pending.value.slice().forEach(take)
  }

  return { pending, failure, has, add, undo, flush }
})
