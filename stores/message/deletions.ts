const undoMs = 6_000

interface Deletion {
  roomId: number
  seq: number
}

/** Deletions that can still be taken back: nothing is told to the server before the time is up or the page is left. */
export const useDeletionsStore = defineStore('deletions', () => {
  const messages = useMessagesStore()
  const pending = ref<Deletion[]>([])
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  /** Why the last one failed, for the room it was in. */
  const failure = shallowRef<{ roomId: number, cause: unknown }>()

  const keyOf = ({ roomId, seq }: Deletion) => `${roomId}:${seq}`
  const has = (roomId: number, seq: number) => pending.value.some(one => one.roomId === roomId && one.seq === seq)

  function take(deletion: Deletion) {
    clearTimeout(timers.get(keyOf(deletion)))
    timers.delete(keyOf(deletion))
    pending.value = pending.value.filter(one => keyOf(one) !== keyOf(deletion))
  }

  function add(roomId: number, seq: number) {
    if (has(roomId, seq)) return
    const deletion = { roomId, seq }
    pending.value.push(deletion)
    timers.set(keyOf(deletion), setTimeout(() => void send(deletion), undoMs))
  }

  const undo = (roomId: number, seq: number) => take({ roomId, seq })

  async function send(deletion: Deletion) {
    try {
      await messages.remove(deletion.roomId, deletion.seq)
    }
    catch (cause) {
      if (!(cause instanceof ApiError)) throw cause
      if (cause.code !== 'not_found') failure.value = { roomId: deletion.roomId, cause }
    }
    finally {
      take(deletion)
    }
  }

  /** The page is being left: what was meant is done, by requests that outlive it. */
  function flush() {
    for (const { roomId, seq } of pending.value) void fetch(`/api/rooms/${roomId}/messages/${seq}`, { method: 'DELETE', keepalive: true })
    pending.value.slice().forEach(take)
  }

  return { pending, failure, has, add, undo, flush }
})
