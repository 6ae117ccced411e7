import type { RoomSummary } from '#shared/protocol/room'
import { describeError, log } from '../../core/log'
import { metrics } from '../../core/metrics'
import { memberIdsOf, roomIdsOfMany } from '../../services/memberships/membership'
import { getRoom } from '../../services/rooms/roomList'
import { summarizeRoom } from '../../services/rooms/roomSummary'
import { roomPositions, summarizeRooms } from '../../services/rooms/roomPosition'
import { liveSessionIds } from '../../services/sessions/session'
import { blockedAmong } from '../../services/support/blocked'
import { bus } from '../../bus/bus'
import type { Position } from '../../bus/bus'
import { recheckBlocks, recheckSilence, startBlockRights } from './blockRights'
import { hub } from './hub'
import { shareOf } from './share'
import { recheckWatches, startWatchRights } from './watchRights'

const uncertainMs = 500
const positionsMs = 3500
const sessionsMs = 4000
const atOnce = 500
/** Time for an envelope that is still on its way. */
const graceMs = 400

const uncertain = new Set<number>()
let everybodyIsUncertain = false

/**
 * Brings what this process believes back in line with the databases, which are the truth: rooms whose change may
 * or may not have been committed, as soon as the database answers; and every 4 s the sessions of all open
 * sockets, so that a session ended elsewhere, or without its notice, closes its sockets within 5 s. Where other
 * nodes write too, the places of all rooms with readers, and who is in which room, are looked up as often: what
 * the bus lost is found within 5 s.
 */
export function startRechecks(): void {
  bus.subscribe(({ to }) => {
    if (to.kind === 'room.uncertain') uncertain.add(to.roomId)
  })
  repeat(uncertainMs, recheckRooms)
  repeat(sessionsMs, recheckSessions)
  repeat(sessionsMs, recheckCustomers)
  startBlockRights()
  repeat(positionsMs, recheckBlocks)
  startWatchRights()
  repeat(positionsMs, recheckWatches)
  if (!bus.isShared) return
  repeat(positionsMs, recheckPositions)
  repeat(positionsMs, recheckPeople)
}

/** What came through the bus while it was lost is not known: everybody is looked up soon. */
export function recheckEverybody(): void {
  everybodyIsUncertain = true
}

async function recheckRooms(): Promise<void> {
  for (const roomId of [...uncertain]) {
    // First, so that what becomes uncertain while it is looked up is looked up again.
    uncertain.delete(roomId)
    await recheckRoom(roomId).catch((error: unknown) => {
      uncertain.add(roomId)
      throw error
    })
  }
}

/**
 * Who is no member stops to hear the room, who became one starts; the rest see from `rev` and `lastSeq`
 * whether they missed something.
 */
async function recheckRoom(roomId: number): Promise<void> {
  const room = await summarizeRoom(roomId)
  if (!room) return bus.tellHere({ kind: 'room.closed', roomId })
  const members = await memberIdsOf(roomId)
  const readers = hub.readersOf(roomId)
  for (const userId of readers) if (!members.has(userId)) dropReader(room, userId)
  for (const userId of members) {
    if (!readers.has(userId) && hub.connectionsOf(userId).size > 0) await addReader(roomId, userId)
  }
  bus.tellHere({ kind: 'room', roomId, events: [{ type: 'room.updated', room }] })
}

async function addReader(roomId: number, userId: number): Promise<void> {
  const room = await getRoom(userId, roomId)
  const peer = room.peer && { peerId: room.peer.id }
  bus.tellHere({ kind: 'membership', roomId, userId, joined: true, rev: room.rev, ...peer })
  bus.tellHere({ kind: 'user', userId, events: [{ type: 'room.joined', room }] })
}

function dropReader({ id: roomId, rev }: RoomSummary, userId: number): void {
  bus.tellHere({ kind: 'membership', roomId, userId, joined: false, rev })
  bus.tellHere({ kind: 'user', userId, events: [{ type: 'room.left', roomId }] })
}

async function recheckSessions(): Promise<void> {
  const ids = [...new Set(Array.from(hub.connections, connection => connection.session.id))]
  for (const batch of batches(ids)) {
    const live = await liveSessionIds(batch)
    for (const sessionId of batch) {
      const presentId = live.get(sessionId)
      if (presentId === undefined) bus.tellHere({ kind: 'session.ended', sessionId })
      else if (presentId !== sessionId) bus.tellHere({ kind: 'session.renewed', sessionId, renewedId: presentId })
    }
  }
}

/** Whom a team has blocked still has a session, and no socket. */
async function recheckCustomers(): Promise<void> {
  const customers = [...hub.connections].filter(({ user }) => user.kind === 'customer')
  for (const batch of batches([...new Set(customers.map(({ user }) => user.id))])) {
    for (const userId of await blockedAmong(batch)) bus.tellHere({ kind: 'user.sessionsEnded', userId })
  }
}

/** A room that is ahead of what its readers got: something was lost on its way here. */
async function recheckPositions(): Promise<void> {
  for (const batch of batches([...hub.rooms])) {
    const places = await roomPositions(batch)
    await tellPositions(batch.filter(roomId => places.has(roomId) && !hub.positionOf(roomId)))
    const behind = batch.filter(roomId => isBehind(roomId, places.get(roomId)))
    if (behind.length === 0) continue
    await pause(graceMs)
    for (const roomId of behind) {
      if (!hub.hasReaders(roomId) || !isBehind(roomId, places.get(roomId))) continue
      metrics.repairs.inc()
      await recheckRoom(roomId)
    }
  }
}

/** Readers of a room that nobody read here before may have missed what came before its channel was subscribed to. */
async function tellPositions(roomIds: number[]): Promise<void> {
  for (const room of await summarizeRooms(roomIds)) {
    bus.tellHere({ kind: 'room', roomId: room.id, events: [{ type: 'room.updated', room }] })
  }
}

function isBehind(roomId: number, place: Position | undefined): boolean {
  const published = hub.positionOf(roomId)
  return !place || (published !== undefined && (published.seq < place.seq || published.rev < place.rev))
}

/**
 * A person who came into a room hears of it, also when that notice was lost: a share of the people every time, all of
 * them while the bus is away and once when it is back.
 */
async function recheckPeople(): Promise<void> {
  const people = [...new Set(Array.from(hub.connections, connection => connection.user.id))]
  const all = everybodyIsUncertain || bus.state !== 'ok'
  everybodyIsUncertain = false
  for (const batch of batches(shareOf(people, all))) {
    // In one turn, so that both are answered by one query.
    const [rooms] = await Promise.all([roomIdsOfMany(batch), recheckSilence(batch)])
    for (const [userId, roomIds] of rooms) recheckPerson(userId, roomIds)
  }
}

function recheckPerson(userId: number, roomIds: Set<number>): void {
  for (const connection of hub.connectionsOf(userId)) {
    if (!connection.isOpen) continue
    for (const roomId of roomIds) if (!connection.rooms.has(roomId)) uncertain.add(roomId)
    for (const roomId of connection.rooms) if (!roomIds.has(roomId)) uncertain.add(roomId)
  }
}

function* batches<T>(items: T[]): Generator<T[]> {
  for (let start = 0; start < items.length; start += atOnce) yield items.slice(start, start + atOnce)
}

/** Again and again, never two at a time; a database that is away is tried again next time. */
function repeat(ms: number, work: () => Promise<void>): void {
  setTimeout(async () => {
    await work().catch((error: unknown) => log.warn('recheck', { of: work.name, ...describeError(error) }))
    repeat(ms, work)
  }, ms)
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms))
}
