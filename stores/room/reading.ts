import type { Room } from '#shared/protocol/room'
import { useSocketStore } from '~/stores/connection/socket'
import { useMessagesStore } from '~/stores/message/messages'
import { useOwnCasesStore } from '~/stores/room/ownCases'
import { useRoomsStore } from '~/stores/room/rooms'

/** Tells the server how far this person has read. */
export const useReadingStore = defineStore('reading', () => {
  const api = useApi()
  const cases = useOwnCasesStore()
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const socket = useSocketStore()

  /** Rooms with messages marked as unread: looking at them does not count as reading until the room was left. */
  const held = new Set<number>()

  /** How far was read by what the server has not confirmed: it may be lost with the connection. */
  const reported = new Map<number, number>()

  async function read(roomId: number, seq: number) {
    const room = rooms.byId[roomId]
    if (!room || held.has(roomId) || messages.byRoom[roomId]?.hasNewer || seq <= room.readSeq) return
    const before = room.readSeq
    rooms.receiveRead(roomId, seq)
    reported.set(roomId, seq)
    if (socket.send({ type: 'room.read', roomId, seq })) return
    try {
      await api.put(`/api/rooms/${roomId}/read`, { seq })
    }
    catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (room.readSeq === seq) room.readSeq = before
    }
    confirm(roomId, seq)
  }

  function confirm(roomId: number, seq: number) {
    if ((reported.get(roomId) ?? 0) <= seq) reported.delete(roomId)
  }

  /** The server says how far this person has read, here or elsewhere. */
  function receiveRead(roomId: number, seq: number) {
    confirm(roomId, seq)
    rooms.receiveRead(roomId, seq)
    cases.receivePosition(roomId, seq)
  }

  /**
   * After a connection was lost the server knows of less than this browser: what was read here is said again, anything
   * else was marked as unread elsewhere.
   */
  function reconcile(behind: Room[]) {
    for (const { id, readSeq, mentionSeqs } of behind) {
      const seq = reported.get(id)
      if (seq === undefined) receiveUnread(id, readSeq, mentionSeqs)
      else socket.send({ type: 'room.read', roomId: id, seq })
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
    reported.delete(roomId)
    rooms.receiveUnread(roomId, seq, mentionSeqs)
    cases.receivePosition(roomId, seq)
  }

  /** The room was opened, or left. */
  const release = (roomId: number) => held.delete(roomId)

  async function readAll() {
    await api.put('/api/reads')
    for (const { id, lastSeq } of Object.values(rooms.byId)) rooms.receiveRead(id, lastSeq)
  }

  return { read, unread, receiveRead, receiveUnread, reconcile, release, readAll }
})
