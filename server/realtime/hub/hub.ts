import { closeCodes } from '#shared/protocol/event'
import type { Profile } from '#shared/protocol/user'
import { metrics } from '../../core/metrics'
import { bus } from '../../bus/bus'
import type { Envelope, Position } from '../../bus/bus'
import type { Connection } from './connection'
import { addTo, mayMeet, removeFrom } from './connectionIndex'
import { Moves } from './moves'
import { Presence } from './presence'

const endedMemoryMs = 30_000

/**
 * Who hears what: an index from rooms and people to connections. A delivery costs the size of its room, never the
 * number of connections, and one encoding however many readers there are.
 */
export class Hub {
  readonly connections = new Set<Connection>()
  readonly presence = new Presence(userId => this.connectionsOf(userId))
  /** Called with the watches that ended because a room did. */
  onDoubt: (connection: Connection, userIds: number[]) => void = () => undefined
  /** Called when a person's rooms or role changed: what is theirs by that may have changed too. */
  onContextChange: (connection: Connection) => void = () => undefined
  /** Grows with each time that anybody is out of a room: who was visible to a guest before may be so no more. */
  departures = 0
  private readonly byRoom = new Map<number, Set<Connection>>()
  /** What was last published to the readers of a room, if that is known. Kept only where other nodes write too. */
  private readonly positions = new Map<number, Position>()
  private readonly byUser = new Map<number, Set<Connection>>()
  private readonly moves = new Moves()
  /** Sessions that ended a moment ago: an upgrade that was checked before may still arrive. */
  private readonly ended: { at: number, matches: (connection: Connection) => boolean }[] = []

  /** Takes a connection in, or says why not: its session ended since the check; the person has `atMost` already. */
  add(connection: Connection, atMost = Infinity): 'added' | 'ended' | 'full' {
    if (this.ended.some(entry => entry.at >= connection.session.checkedAt && entry.matches(connection))) return 'ended'
    if (this.connectionsOf(connection.user.id).size >= atMost) return 'full'
    this.connections.add(connection)
    addTo(this.byUser, connection.user.id, connection)
    this.presence.here.arrived(connection.user.id)
    return 'added'
  }

  remove(connection: Connection): void {
    if (!this.connections.delete(connection)) return
    for (const roomId of connection.rooms) this.unsubscribe(connection, roomId)
    this.presence.forget(connection)
    const last = removeFrom(this.byUser, connection.user.id, connection)
    if (last) this.presence.here.left(connection.user.id)
  }

  /** Subscribes a connection to these rooms. */
  subscribe(connection: Connection, roomIds: Iterable<number>): void {
    if (!this.connections.has(connection)) return
    for (const roomId of roomIds) {
      connection.rooms.add(roomId)
      if (addTo(this.byRoom, roomId, connection)) bus.follow(roomId)
    }
  }

  private unsubscribe(connection: Connection, roomId: number): void {
    if (removeFrom(this.byRoom, roomId, connection)) this.unfollow(roomId)
  }

  private unfollow(roomId: number): void {
    this.positions.delete(roomId)
    bus.unfollow(roomId)
  }

  /** Sends a connection the presence of people until it watches others; one that is closed by now is ignored. */
  async watch(connection: Connection, userIds: number[]): Promise<void> {
    if (this.connections.has(connection)) await this.presence.watch(connection, userIds)
    if (!this.connections.has(connection)) this.presence.forget(connection)
  }

  connectionsOf(userId: number): ReadonlySet<Connection> {
    return this.byUser.get(userId) ?? new Set()
  }

  /** The people of this process who hear a room. */
  readersOf(roomId: number): Set<number> {
    return new Set([...this.byRoom.get(roomId) ?? []].map(connection => connection.user.id))
  }

  /** How many people are connected. */
  countPeople(): number {
    return this.byUser.size
  }

  hasReaders(roomId: number): boolean {
    return this.byRoom.has(roomId)
  }

  /** The rooms that anybody here hears. */
  get rooms(): Iterable<number> {
    return this.byRoom.keys()
  }

  /** The position last published to the readers of a room; undefined when it is not known. */
  positionOf(roomId: number): Position | undefined {
    return this.positions.get(roomId)
  }

  receive({ to, frame, position, count }: Envelope): void {
    switch (to.kind) {
      case 'room': return this.toRoom(to.roomId, { frame, position, count }, to.exceptUserId)
      case 'rooms': return broadcast(this.readersOfAny(to.roomIds, to.user), frame, count)
      case 'user': return broadcast(this.connectionsOf(to.userId), frame, count)
      case 'membership': return this.moves.isLate(to) ? undefined : this.moveMember(to)
      case 'room.closed': return this.closeRoom(to.roomId)
      case 'everyone': return broadcast(this.connections, frame, count)
      case 'room.seen': return this.showSeen(to)
      case 'session.ended': return this.end(connection => connection.session.id === to.sessionId)
      case 'session.renewed': return this.renew(to)
      case 'user.sessionsEnded':
        return this.end(({ user, session }) => user.id === to.userId && session.id !== to.exceptId)
      // Notices that others listen for.
      default: return
    }
  }

  private toRoom(roomId: number, { frame, position, count }: Omit<Envelope, 'to'>, exceptUserId?: number): void {
    const readers = this.byRoom.get(roomId)
    if (!readers) return
    if (position && bus.isShared) this.advance(roomId, position)
    if (exceptUserId === undefined) return broadcast(readers, frame, count)
    broadcast([...readers].filter(connection => connection.user.id !== exceptUserId), frame, count)
  }

  private advance(roomId: number, { seq, rev }: Position): void {
    const known = this.positions.get(roomId)
    // Where it began is not known: only a summary, which names both, is a position.
    if (!known && !(seq && rev)) return
    this.positions.set(roomId, { seq: Math.max(seq, known?.seq ?? 0), rev: Math.max(rev, known?.rev ?? 0) })
  }

  /**
   * The readers of all these rooms, once each; the person's own connections too, who write under the new
   * name from now on.
   */
  private readersOfAny(roomIds: number[], user: Profile): Set<Connection> {
    const readers = new Set(roomIds.flatMap(roomId => [...this.byRoom.get(roomId) ?? []]).filter(mayMeet))
    for (const connection of this.connectionsOf(user.id)) {
      connection.user = { ...connection.user, lookalike: undefined, ...user }
      readers.add(connection)
      this.onContextChange(connection)
    }
    return readers
  }

  /** To the others in the room who share what they read themselves. */
  private showSeen({ roomId, userId, seq }: Extract<Envelope['to'], { kind: 'room.seen' }>): void {
    for (const connection of this.byRoom.get(roomId) ?? []) {
      if (connection.user.id === userId || connection.silent.has(roomId)) continue
      if (!this.presence.sharesReading(connection.user.id)) continue
      connection.push({ type: 'room.read', roomId, userId, seq })
    }
  }

  private moveMember({ roomId, userId, joined }: Extract<Envelope['to'], { kind: 'membership' }>): void {
    if (!joined) this.departures++
    for (const connection of this.connectionsOf(userId)) {
      if (joined) {
        connection.leftWhileOpening.delete(roomId)
        this.subscribe(connection, [roomId])
        this.onContextChange(connection)
        continue
      }
      connection.departures++
      if (!connection.isOpen) connection.leftWhileOpening.add(roomId)
      if (connection.rooms.delete(roomId)) this.unsubscribe(connection, roomId)
      this.onContextChange(connection)
      this.doubtWatch(connection, [...connection.watched])
    }
    if (!joined) for (const watcher of this.presence.watchersOf(userId)) this.doubtWatch(watcher, [userId])
  }

  /** Guests may know of the people of their rooms only: a watch ends, and goes on if another room is shared. */
  private doubtWatch(connection: Connection, userIds: number[]): void {
    if (connection.user.kind !== 'guest' || userIds.length === 0) return
    this.presence.drop(connection, userIds)
    this.onDoubt(connection, userIds)
  }

  private closeRoom(roomId: number): void {
    this.departures++
    const readers = this.byRoom.get(roomId)
    if (!readers) return
    this.byRoom.delete(roomId)
    this.unfollow(roomId)
    for (const connection of readers) {
      connection.rooms.delete(roomId)
      connection.departures++
      this.onContextChange(connection)
      this.doubtWatch(connection, [...connection.watched])
    }
    for (const connection of readers) connection.push({ type: 'room.left', roomId })
  }

  /**
   * A socket from elsewhere may be that of somebody with a copy of the old token; the person's own
   * reconnects with the new one.
   */
  private renew({ sessionId, renewedId, from }: Extract<Envelope['to'], { kind: 'session.renewed' }>): void {
    for (const connection of this.connections) {
      const { session } = connection
      if (session.id !== sessionId) continue
      session.id = renewedId
      if (session.from === from) continue
      connection.close(closeCodes.restart)
      this.remove(connection)
    }
  }

  private end(matches: (connection: Connection) => boolean): void {
    const now = performance.now()
    while (this.ended[0] && this.ended[0].at < now - endedMemoryMs) this.ended.shift()
    this.ended.push({ at: now, matches })
    for (const connection of this.connections) {
      if (!matches(connection)) continue
      connection.close(closeCodes.sessionEnded)
      this.remove(connection)
    }
  }
}

/** The readers of this process. It knows who is connected, never what anybody sees. */
export const hub = new Hub()
bus.subscribe(envelope => hub.receive(envelope))

function broadcast(readers: ReadonlySet<Connection> | Connection[], frame: () => Buffer, count: number): void {
  const number = readers instanceof Set ? readers.size : (readers as Connection[]).length
  if (number === 0) return
  const bytes = frame()
  for (const connection of readers) connection.send(bytes)
  metrics.deliveries.inc(number * count)
}
