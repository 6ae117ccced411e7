import { useSocketStore } from '~/stores/connection/socket'

const shownMs = 6_000
const announceEveryMs = 3_000

/** Who is typing in which room, and announcing that I am. */
export const useTypingStore = defineStore('typing', () => {
  const socket = useSocketStore()
  const byRoom = ref<Record<number, number[]>>({})
  const timers = createTimers()
  const announced = new Map<number, number>()

  function started(roomId: number, userId: number) {
    stopped(roomId, userId)
    byRoom.value[roomId] = [...byRoom.value[roomId] ?? [], userId]
    timers.start(`${roomId}:${userId}`, shownMs, () => stopped(roomId, userId))
  }

  function stopped(roomId: number, userId: number) {
    timers.stop(`${roomId}:${userId}`)
    const writers = byRoom.value[roomId]
    if (writers?.includes(userId)) byRoom.value[roomId] = writers.filter(id => id !== userId)
  }

  /** Nobody is typing there any more. */
  function cleared(roomId: number) {
    for (const userId of byRoom.value[roomId] ?? []) stopped(roomId, userId)
  }

  function announce(roomId: number) {
    const now = Date.now()
    if (now - (announced.get(roomId) ?? 0) < announceEveryMs) return
    if (socket.send({ type: 'room.typing', roomId })) announced.set(roomId, now)
  }

  /** The next word is news again: on the other screens the message in between ended the notice. */
  function finished(roomId: number) {
    announced.delete(roomId)
  }

  return { byRoom, started, stopped, cleared, announce, finished }
})
