import { describeError, log } from '../log'
import { memberIdsOf } from '../services/membership'
import { announceJoined, getRoom, summarizeRoom } from '../services/room'
import { liveSessionIds } from '../services/session'
import { bus } from './bus'
import { hub } from './hub'

const roomsMs = 500
const sessionsMs = 4000
const sessionsAtOnce = 500

const uncertain = new Set<number>()

/**
 * Brings what this process believes back in line with the databases, which are the truth: rooms whose change may or may not
 * have been committed, as soon as the database answers; and every 4 s the sessions of all open sockets, so that a session
 * ended elsewhere, or without its notice, closes its sockets within 5 s.
 */
export function startRechecks(): void {
  bus.subscribe((message) => {
    if (message.kind === 'room.uncertain') uncertain.add(message.roomId)
  })
  repeat(roomsMs, recheckRooms)
  repeat(sessionsMs, recheckSessions)
}

async function recheckRooms(): Promise<void> {
  for (const roomId of uncertain) {
    await recheckRoom(roomId)
    uncertain.delete(roomId)
  }
}

/** Who is no member stops to hear the room, who became one starts; the rest see from `rev` and `lastSeq` whether they missed something. */
async function recheckRoom(roomId: number): Promise<void> {
  const room = await summarizeRoom(roomId)
  if (!room) return bus.publish({ kind: 'room.closed', roomId })
  const members = await memberIdsOf(roomId)
  const readers = hub.readersOf(roomId)
  for (const userId of readers) if (!members.has(userId)) dropReader(roomId, userId)
  for (const userId of members) {
    if (!readers.has(userId) && hub.connectionsOf(userId).size > 0) announceJoined(userId, await getRoom(userId, roomId))
  }
  bus.publish({ kind: 'room', roomId, events: [{ type: 'room.updated', room }] })
}

function dropReader(roomId: number, userId: number): void {
  bus.publish({ kind: 'membership', roomId, userId, joined: false })
  bus.publish({ kind: 'user', userId, events: [{ type: 'room.left', roomId }] })
}

async function recheckSessions(): Promise<void> {
  const ids = [...new Set(Array.from(hub.connections, connection => connection.session.id))]
  for (let start = 0; start < ids.length; start += sessionsAtOnce) {
    const batch = ids.slice(start, start + sessionsAtOnce)
    const live = await liveSessionIds(batch)
    for (const sessionId of batch) if (!live.has(sessionId)) bus.publish({ kind: 'session.ended', sessionId })
  }
}

/** Again and again, never two at a time; a database that is away is tried again next time. */
function repeat(ms: number, work: () => Promise<void>): void {
  setTimeout(async () => {
    await work().catch((error: unknown) => log.warn('recheck', { of: work.name, ...describeError(error) }))
    repeat(ms, work)
  }, ms)
}
