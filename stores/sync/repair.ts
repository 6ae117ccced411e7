import type { SyncedRoom } from '#shared/protocol/sync'
import { useSocketStore } from '~/stores/connection/socket'
import { useHistoryStore } from '~/stores/sync/history'
import { useMessagesStore } from '~/stores/message/messages'
import { useMembersStore } from '~/stores/room/members'
import { useRoomsStore } from '~/stores/room/rooms'
import { useSyncStore } from '~/stores/sync/sync'

const soonMs = 300
const settledMs = 2_000

/** Notices what this browser missed of a room (a hole in `rev`, an answer to `sync`) and gets it. */
export const useRepairStore = defineStore('repair', () => {
  const history = useHistoryStore()
  const members = useMembersStore()
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const socket = useSocketStore()
  const sync = useSyncStore()
  const timers = createTimers<number>()

  function refetch(roomId: number) {
    timers.startOnce(roomId, soonMs, async () => {
      const failure = await failureOf(reload(roomId))
      if (failure?.code === 'not_found') forget(roomId)
    })
  }

  async function reload(roomId: number) {
    await rooms.fetch(roomId)
    if (members.byRoom[roomId]) await members.load(roomId)
  }

  function forget(roomId: number) {
    rooms.forget(roomId)
    messages.forget(roomId)
    members.forget(roomId)
  }

  /** An event of the room carried `rev`; true when it is news to the room. */
  function advance(roomId: number, rev: number): boolean {
    const list = messages.byRoom[roomId]
    if (list && rev === list.rev + 1) list.rev = rev
    else if (list && rev > list.rev) sync.soon(roomId)
    const room = rooms.byId[roomId]
    if (!room || rev <= room.rev) return false
    if (rev === room.rev + 1) room.rev = rev
    else refetch(roomId)
    return true
  }

  /** More was missed than the server replays. */
  function gap(roomId: number) {
    if (messages.byRoom[roomId]) history.fill(roomId)
    else refetch(roomId)
  }

  function synced(answer: SyncedRoom[], id?: string | number) {
    const present = new Map(answer.map(room => [room.id, room]))
    for (const roomId of sync.answered(id)) if (!present.has(roomId)) forget(roomId)
    for (const room of answer) {
      rooms.receiveSynced(room)
      if (room.rev > (rooms.byId[room.id]?.rev ?? 0)) refetch(room.id)
    }
    // What a cursor missed follows in later frames, so the cursors move only when those must have come over the same
    // connection.
    const during = socket.currentConnection()
    setTimeout(() => during === socket.currentConnection() && answer.forEach(confirm), settledMs)
  }

  function confirm({ id, rev }: SyncedRoom) {
    const list = messages.byRoom[id]
    if (!list) return
    list.rev = Math.max(list.rev, rev)
    history.fill(id)
  }

  return { refetch, advance, gap, forget, synced }
})
