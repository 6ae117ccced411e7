import type { Message } from '#shared/protocol/message'
import type { RoomRead } from '#shared/protocol/room'
import { limits } from '#shared/limits'
import { useRoomsStore } from '~/stores/room/rooms'

/** How far the others have read, in the rooms that were opened and where it is told. */
export const useReadsStore = defineStore('reads', () => {
  const api = useApi()
  const rooms = useRoomsStore()
  const byRoom = ref<Record<number, Record<number, number>>>({})

  /** In larger rooms nobody is told. */
  async function load(roomId: number) {
    const room = rooms.byId[roomId]
    if (!room || (room.kind !== 'direct' && room.memberCount > limits.seenMembers)) return
    const { reads } = await api.get<{ reads: RoomRead[] }>(`/api/rooms/${roomId}/reads`)
    byRoom.value[roomId] = Object.fromEntries(reads.map(({ userId, seq }) => [userId, seq]))
  }

  /** Positions never move back. */
  function receive(roomId: number, userId: number, seq: number) {
    const reads = byRoom.value[roomId]
    if (reads) reads[userId] = Math.max(seq, reads[userId] ?? 0)
  }

  /** Who writes has read what they write if they had read everything before: the server moves them along silently. */
  function receiveMessage({ roomId, authorId, seq }: Message) {
    const known = byRoom.value[roomId]?.[authorId]
    if (known !== undefined && known >= seq - 1) receive(roomId, authorId, seq)
  }

  function left(roomId: number, userId: number) {
    const { [userId]: _, ...others } = byRoom.value[roomId] ?? {}
    if (byRoom.value[roomId]) byRoom.value[roomId] = others
  }

  /** The others who have read up to there. */
  function readersOf(roomId: number, seq: number): number[] {
    return Object.entries(byRoom.value[roomId] ?? {}).flatMap(([id, read]) => read >= seq ? [Number(id)] : [])
  }

  return { byRoom, load, receive, receiveMessage, left, readersOf }
})
