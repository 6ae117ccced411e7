import type { RoomCursor, SyncedRoom } from '#shared/protocol'
import { limits } from '#shared/limits'

const soonMs = 300
const settledMs = 2_000
const pagesInOneGo = 5

/** Notices what this browser missed (a hole in `seq` or in `rev`) and gets it. */
export const useRepairStore = defineStore('repair', () => {
  const members = useMembersStore()
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const socket = useSocketStore()
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  /** The rooms named in each `sync` that has not been answered. */
  let asked: number[][] = []
  let epoch = 0

  function later(key: string, ms: number, work: () => Promise<void> | void) {
    if (timers.has(key)) return
    timers.set(key, setTimeout(() => {
      timers.delete(key)
      void work()
    }, ms))
  }

  const fill = (roomId: number) => later(`seq:${roomId}`, soonMs, () => attempt(() => catchUp(roomId)))
  const refetch = (roomId: number) => later(`room:${roomId}`, soonMs, () => attempt(() => reload(roomId), () => forget(roomId)))

  /** In a big room many changes are announced as one, so a leap there is most often none: a thousand readers must not ask at once. */
  function resync(roomId: number) {
    const big = (rooms.byId[roomId]?.memberCount ?? 0) > limits.quietMembers
    later(`rev:${roomId}`, big ? 5_000 + Math.random() * 10_000 : soonMs, () => sync([roomId]))
  }

  async function attempt(work: () => Promise<void>, missing: () => void = () => {}) {
    try {
      await work()
    }
    catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (error.code === 'not_found') missing()
    }
  }

  async function catchUp(roomId: number) {
    const known = messages.byRoom[roomId]
    const missing = (rooms.byId[roomId]?.lastSeq ?? 0) - messages.lastSeq(roomId)
    if (!known || known.hasNewer || missing <= 0) return
    const reached = missing <= pagesInOneGo * limits.page.max && await messages.loadNewer(roomId, pagesInOneGo)
    if (!reached) await messages.open(roomId)
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
    else if (list && rev > list.rev) resync(roomId)
    const room = rooms.byId[roomId]
    if (!room || rev <= room.rev) return false
    if (rev === room.rev + 1) room.rev = rev
    else refetch(roomId)
    return true
  }

  function cursorOf(roomId: number): RoomCursor {
    const list = messages.byRoom[roomId]
    if (list && !list.hasNewer) return { seq: messages.lastSeq(roomId), rev: list.rev }
    return { seq: rooms.byId[roomId]?.lastSeq ?? 0, rev: list?.rev ?? rooms.byId[roomId]?.rev ?? 0 }
  }

  function sync(roomIds: number[]) {
    for (let start = 0; start < roomIds.length; start += limits.sync.rooms) {
      const ids = roomIds.slice(start, start + limits.sync.rooms)
      const cursors = Object.fromEntries(ids.map(id => [id, cursorOf(id)]))
      if (socket.send({ type: 'sync', cursors })) asked.push(ids)
    }
  }

  /** A new line: asks what each room missed since the last one. */
  function restart() {
    asked = []
    epoch++
    sync(rooms.order)
  }

  function synced(answer: SyncedRoom[]) {
    const present = new Map(answer.map(room => [room.id, room]))
    for (const roomId of asked.shift() ?? []) if (!present.has(roomId)) forget(roomId)
    for (const room of answer) {
      rooms.receiveSynced(room)
      if (room.rev > (rooms.byId[room.id]?.rev ?? 0)) refetch(room.id)
    }
    // What a cursor missed follows in later frames, so the cursors move only when those must have come over the same line.
    const during = epoch
    setTimeout(() => during === epoch && answer.forEach(confirm), settledMs)
  }

  function confirm({ id, rev }: SyncedRoom) {
    const list = messages.byRoom[id]
    if (!list) return
    list.rev = Math.max(list.rev, rev)
    fill(id)
  }

  /** After a list was loaded: did the room move on in the meantime? */
  function compare(roomId: number) {
    const room = rooms.byId[roomId]
    const list = messages.byRoom[roomId]
    if (!room || !list) return
    if (room.lastSeq > messages.lastSeq(roomId)) fill(roomId)
    if (room.rev > list.rev) resync(roomId)
  }

  return { fill, refetch, advance, forget, restart, synced, compare, catchUp }
})
