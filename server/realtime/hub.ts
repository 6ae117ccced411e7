import { closeCodes } from '#shared/protocol'
import type { Profile, ServerEvent } from '#shared/protocol'
import { bus } from './bus'
import type { BusMessage } from './bus'
import type { Connection } from './connection'
import { encodeEvents } from './frame'
import { Presence } from './presence'

const endedMemoryMs = 30_000

/**
 * Who hears what: an index from rooms and people to connections. A delivery costs the size of its room, never the number
 * of connections, and one encoding however many readers there are.
 */
export class Hub {
  readonly connections = new Set<Connection>()
  readonly presence = new Presence(userId => this.byUser.has(userId))
  private readonly byRoom = new Map<number, Set<Connection>>()
  private readonly byUser = new Map<number, Set<Connection>>()
  /** Sessions that ended a moment ago: an upgrade that was checked before may still arrive. */
  private readonly ended: { at: number, matches: (connection: Connection) => boolean }[] = []

  /** Takes a connection in; false when its session ended since it was checked. */
  add(connection: Connection): boolean {
    if (this.ended.some(entry => entry.at >= connection.session.checkedAt && entry.matches(connection))) return false
    this.connections.add(connection)
    const first = addTo(this.byUser, connection.user.id, connection)
    if (first) this.presence.changed(connection.user.id, 'online')
    return true
  }

  remove(connection: Connection): void {
    if (!this.connections.delete(connection)) return
    for (const roomId of connection.rooms) removeFrom(this.byRoom, roomId, connection)
    this.presence.forget(connection)
    const last = removeFrom(this.byUser, connection.user.id, connection)
    if (last) this.presence.changed(connection.user.id, 'offline')
  }

  /** A connection hears these rooms from now on. */
  subscribe(connection: Connection, roomIds: Iterable<number>): void {
    if (!this.connections.has(connection)) return
    for (const roomId of roomIds) {
      connection.rooms.add(roomId)
      addTo(this.byRoom, roomId, connection)
    }
  }

  connectionsOf(userId: number): ReadonlySet<Connection> {
    return this.byUser.get(userId) ?? new Set()
  }

  /** The people of this process who hear a room. */
  readersOf(roomId: number): Set<number> {
    return new Set([...this.byRoom.get(roomId) ?? []].map(connection => connection.user.id))
  }

  /** How many people of a room are connected. */
  countOnline(roomId: number): number {
    return this.readersOf(roomId).size
  }

  hasReaders(roomId: number): boolean {
    return this.byRoom.has(roomId)
  }

  receive(message: BusMessage): void {
    switch (message.kind) {
      case 'room': return this.toRoom(message.roomId, message.events, message.exceptUserId)
      case 'rooms': return this.toRooms(message.roomIds, message.events)
      case 'user': return broadcast(this.connectionsOf(message.userId), message.events)
      case 'membership': return this.moveMember(message.roomId, message.userId, message.joined)
      case 'room.closed': return this.closeRoom(message.roomId)
      case 'room.counted':
      case 'room.uncertain': return
      case 'session.ended': return this.end(connection => connection.session.id === message.sessionId)
      case 'user.sessionsEnded': return this.end(({ user, session }) => user.id === message.userId && session.id !== message.exceptId)
    }
  }

  private toRoom(roomId: number, events: ServerEvent[], exceptUserId?: number): void {
    const readers = this.byRoom.get(roomId)
    if (!readers) return
    if (exceptUserId === undefined) return broadcast(readers, events)
    broadcast([...readers].filter(connection => connection.user.id !== exceptUserId), events)
  }

  private toRooms(roomIds: number[], events: ServerEvent[]): void {
    const readers = new Set<Connection>()
    for (const roomId of roomIds) for (const connection of this.byRoom.get(roomId) ?? []) readers.add(connection)
    for (const event of events) if (event.type === 'user.updated') this.updateUser(event.user, readers)
    broadcast(readers, events)
  }

  /** The person's own connections write under the new name, and hear of it also when they are in no room. */
  private updateUser(user: Profile, readers: Set<Connection>): void {
    for (const connection of this.connectionsOf(user.id)) {
      connection.user = { ...connection.user, ...user }
      readers.add(connection)
    }
  }

  private moveMember(roomId: number, userId: number, joined: boolean): void {
    for (const connection of this.connectionsOf(userId)) {
      if (joined) {
        connection.leftWhileOpening.delete(roomId)
        this.subscribe(connection, [roomId])
        continue
      }
      if (!connection.isOpen) connection.leftWhileOpening.add(roomId)
      connection.rooms.delete(roomId)
      removeFrom(this.byRoom, roomId, connection)
    }
  }

  private closeRoom(roomId: number): void {
    const readers = this.byRoom.get(roomId)
    if (!readers) return
    this.byRoom.delete(roomId)
    for (const connection of readers) connection.rooms.delete(roomId)
    broadcast(readers, [{ type: 'room.left', roomId }])
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
bus.subscribe(message => hub.receive(message))

function broadcast(readers: Iterable<Connection>, events: ServerEvent[]): void {
  let frame: Buffer | undefined
  for (const connection of readers) connection.send(frame ??= encodeEvents(events))
}

/** True when it is the first under this key. */
function addTo<K>(index: Map<K, Set<Connection>>, key: K, connection: Connection): boolean {
  const present = index.get(key)
  if (present) present.add(connection)
  else index.set(key, new Set([connection]))
  return !present
}

/** True when it was the last under this key. */
function removeFrom<K>(index: Map<K, Set<Connection>>, key: K, connection: Connection): boolean {
  const present = index.get(key)
  if (!present?.delete(connection) || present.size > 0) return false
  index.delete(key)
  return true
}
