import { limits } from '#shared/limits'
import type { RoomCursor } from '#shared/protocol/sync'
import { useSocketStore } from '~/stores/connection/socket'
import { useMessagesStore } from '~/stores/message/messages'
import { useRoomsStore } from '~/stores/room/rooms'

const soonMs = 300

/** Asks over the socket what rooms have missed since the positions that are known here. */
export const useSyncStore = defineStore('sync', () => {
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const socket = useSocketStore()
  const timers = createTimers<number>()
  /** The rooms named in each `sync` that has not been answered. */
  let asked: number[][] = []

  function cursorOf(roomId: number): RoomCursor {
    const list = messages.byRoom[roomId]
    if (list && !list.hasNewer) return { seq: messages.lastSeq(roomId), rev: list.rev }
    return { seq: rooms.byId[roomId]?.lastSeq ?? 0, rev: list?.rev ?? rooms.byId[roomId]?.rev ?? 0 }
  }

  const cursorsOf = (roomIds: number[]) => Object.fromEntries(roomIds.map(id => [id, cursorOf(id)]))

  function ask(roomIds: number[]) {
    for (let start = 0; start < roomIds.length; start += limits.sync.rooms) {
      const ids = roomIds.slice(start, start + limits.sync.rooms)
      if (socket.send({ type: 'sync', cursors: cursorsOf(ids) })) asked.push(ids)
    }
  }

  /**
   * In a big room many changes are announced as one, so a leap there is most often none: a thousand readers must not
   * ask at once.
   */
  function soon(roomId: number) {
    const big = (rooms.byId[roomId]?.memberCount ?? 0) > limits.quietMembers
    timers.startOnce(roomId, big ? 5_000 + Math.random() * 10_000 : soonMs, () => ask([roomId]))
  }

  /**
   * A new connection: asks for all rooms, and no answer to an older question comes any more. One may have come into
   * others since the list was made, be it while the page was on its way.
   */
  function restart() {
    asked = []
    if (rooms.loaded && rooms.order.length <= limits.sync.rooms) {
      if (socket.send({ type: 'sync', cursors: cursorsOf(rooms.order), all: true })) asked.push([...rooms.order])
    }
    else ask(rooms.order)
  }

  /** An answer came: the rooms it had been asked about. */
  const answered = () => asked.shift() ?? []

  return { soon, restart, answered }
})
