const shownMs = 6_000
const announceEveryMs = 3_000

/** Who is writing in which room, and telling the others that I am. */
export const useTypingStore = defineStore('typing', () => {
  const socket = useSocketStore()
  const byRoom = ref<Record<number, number[]>>({})
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const announced = new Map<number, number>()

  function started(roomId: number, userId: number) {
    stopped(roomId, userId)
    byRoom.value[roomId] = [...byRoom.value[roomId] ?? [], userId]
    timers.set(`${roomId}:${userId}`, setTimeout(stopped, shownMs, roomId, userId))
  }

  function stopped(roomId: number, userId: number) {
    clearTimeout(timers.get(`${roomId}:${userId}`))
    timers.delete(`${roomId}:${userId}`)
    const writers = byRoom.value[roomId]
    if (writers?.includes(userId)) byRoom.value[roomId] = writers.filter(id => id !== userId)
  }

  function announce(roomId: number) {
    const now = Date.now()
    if (now - (announced.get(roomId) ?? 0) < announceEveryMs) return
    if (socket.send({ type: 'room.typing', roomId })) announced.set(roomId, now)
  }

  /** The next word is news again: the message in between ended the line on the other screens. */
  function finished(roomId: number) {
    announced.delete(roomId)
  }

  return { byRoom, started, stopped, announce, finished }
})
