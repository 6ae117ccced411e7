import { limits } from '#shared/limits'
import type { RoomCursor } from '#shared/protocol/sync'
import { useSocketStore } from '~/stores/connection/socket'
import { useMessagesStore } from '~/stores/message/messages'
import { useRoomsStore } from '~/stores/room/rooms'

const soonMs = 300
const longestPause = 32

/** Asks over the socket what rooms have missed since the positions that are known here. */
export const useSyncStore = defineStore('sync', () => {
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const socket = useSocketStore()
  const timers = createTimers<number | 'all'>()
  /** The rooms named in each `sync` that has not been answered, by its id. */
  const asked = new Map<number, number[]>()
  let lastId = 0
  /** Questions that were refused since the last answer. */
  let refusals = 0

  function cursorOf(roomId: number): RoomCursor {
    const list = messages.byRoom[roomId]
    if (list && !list.hasNewer) return { seq: messages.lastSeq(roomId), rev: list.rev }
    return { seq: rooms.byId[roomId]?.lastSeq ?? 0, rev: list?.rev ?? rooms.byId[roomId]?.rev ?? 0 }
  }

  function send(roomIds: number[], all?: true) {
    const id = ++lastId
    const cursors = Object.fromEntries(roomIds.map(roomId => [roomId, cursorOf(roomId)]))
    if (socket.send({ type: 'sync', id, cursors, ...(all && { all }) })) asked.set(id, roomIds)
  }

  function ask(roomIds: number[]) {
    for (let start = 0; start < roomIds.length; start += limits.sync.rooms) {
      send(roomIds.slice(start, start + limits.sync.rooms))
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
   * Asks for all rooms, and no answer to an older question counts any more. `all`: one may have come into others since
   * the list was made, be it while the page was on its way.
   */
  function restart({ all = false } = {}) {
    timers.stop('all')
    asked.clear()
    if (all && rooms.order.length <= limits.sync.rooms) send([...rooms.order], true)
    else ask(rooms.order)
  }

  /**
   * The server could not answer one of the questions, and does not say which. After `retryAfter` seconds, and ever more
   * of them: who asks it together must not keep it from recovering.
   */
  function refused(retryAfter = 1) {
    const pause = Math.max(retryAfter, Math.min(2 ** refusals, longestPause))
    timers.startOnce('all', pause * 1_000 * (1 + Math.random()), () => {
      refusals++
      restart({ all: rooms.loaded })
    })
  }

  /** An answer came: the rooms it had been asked about. */
  function answered(id: string | number | undefined): number[] {
    const roomIds = asked.get(Number(id)) ?? []
    asked.delete(Number(id))
    refusals = 0
    return roomIds
  }

  return { soon, restart, refused, answered }
})
