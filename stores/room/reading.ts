import { useSocketStore } from '~/stores/connection/socket'
import { useMessagesStore } from '~/stores/message/messages'
import { useRoomsStore } from '~/stores/room/rooms'

/** Tells the server how far this person has read. */
export const useReadingStore = defineStore('reading', () => {
  const api = useApi()
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const socket = useSocketStore()

  async function read(roomId: number, seq: number) {
    const room = rooms.byId[roomId]
    if (!room || messages.byRoom[roomId]?.hasNewer || seq <= room.readSeq) return
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

  return { read }
})
