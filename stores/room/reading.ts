import { useSocketStore } from '~/stores/connection/socket'
import { useMessagesStore } from '~/stores/message/messages'
import { useRoomsStore } from '~/stores/room/rooms'

/** Tells the server how far this person has read. */
export const useReadingStore = defineStore('reading', () => {
  const api = useApi()
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const socket = useSocketStore()

  /** Rooms with messages marked as unread: looking at them does not count as reading until the room was left. */
  const held = new Set<number>()

  async function read(roomId: number, seq: number) {
    const room = rooms.byId[roomId]
    if (!room || held.has(roomId) || messages.byRoom[roomId]?.hasNewer || seq <= room.readSeq) return
    const before = room.readSeq
    rooms.receiveRead(roomId, seq)
    if (socket.send({ type: 'room.read', roomId, seq })) return
    try {
      await api.put(`/api/rooms/${roomId}/read`, { seq })
    }
    catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (room.readSeq === seq) room.readSeq = before
    }
  }

  /** Messages are unread from this one on. */
  async function unread(roomId: number, seq: number) {
    await api.put(`/api/rooms/${roomId}/unread`, { seq })
    receiveUnread(roomId, seq - 1)
  }

  /** Here or in another browser. */
  function receiveUnread(roomId: number, seq: number, mentionSeqs?: number[]) {
    held.add(roomId)
    rooms.receiveUnread(roomId, seq, mentionSeqs)
  }

  /** The room was opened, or left. */
  const release = (roomId: number) => held.delete(roomId)

  async function readAll() {
    await api.put('/api/reads')
    for (const { id, lastSeq } of Object.values(rooms.byId)) rooms.receiveRead(id, lastSeq)
  }

  return { read, unread, receiveUnread, release, readAll }
})
