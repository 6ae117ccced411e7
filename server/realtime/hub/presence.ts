import type { PresenceStatus } from '#shared/protocol/presence'
import type { Connection } from './connection'

/** Who is connected to other nodes; it may be asked in batches and may fail. */
export interface PresenceDirectory {
  /** The first connection here opened, or the last one closed: stored, and published to the other nodes. */
  set(userId: number, status: PresenceStatus): void
  /** Those of `userIds` who are connected to another node. */
  findOnline(userIds: number[]): Promise<Set<number>>
}

/** Who is connected, on this node or another, published to those who watch them. */
export class Presence {
  private readonly watchers = new Map<number, Set<Connection>>()
  /** Watched people who are connected to another node, as far as was heard. */
  private readonly elsewhere = new Set<number>()
  private directory: PresenceDirectory | undefined

  constructor(private readonly isHere: (userId: number) => boolean) {}

  use(directory: PresenceDirectory): void {
    this.directory = directory
  }

  /** Replaces what a connection watches, and sends it the present state of each. */
  async watch(connection: Connection, userIds: number[]): Promise<void> {
    this.forget(connection)
    connection.watches++
    await this.add(connection, userIds)
  }

  /** Watches these people too, and sends the present state of each. */
  async add(connection: Connection, userIds: number[]): Promise<void> {
    const wanted = [...new Set(userIds)]
    for (const userId of wanted) {
      connection.watched.add(userId)
      const watching = this.watchers.get(userId)
      if (watching) watching.add(connection)
      else this.watchers.set(userId, new Set([connection]))
    }
    await this.lookUp(wanted)
    // Some may have been dropped while the others were asked.
    for (const userId of wanted.filter(id => connection.watched.has(id))) {
      connection.push({ type: 'presence.changed', userId, status: this.statusOf(userId) })
    }
  }

  watchersOf(userId: number): Connection[] {
    return [...this.watchers.get(userId) ?? []]
  }

  forget(connection: Connection): void {
    this.drop(connection, [...connection.watched])
  }

  /** Stops sending a connection the presence of these people. */
  drop(connection: Connection, userIds: number[]): void {
    for (const userId of userIds) {
      connection.watched.delete(userId)
      const watching = this.watchers.get(userId)
      watching?.delete(connection)
      if (watching?.size !== 0) continue
      this.watchers.delete(userId)
      this.elsewhere.delete(userId)
    }
  }

  /** The first connection of a person to this node came, or the last one went. */
  changed(userId: number, status: PresenceStatus): void {
    this.directory?.set(userId, status)
    if (!this.elsewhere.has(userId)) this.publish(userId, status)
  }

  /** Another node says so. A person who went there may still be on a third one: the next `refresh` corrects it. */
  heard(userId: number, status: PresenceStatus): void {
    if (!this.watchers.has(userId) || this.isHere(userId)) return
    this.note(userId, status === 'online')
  }

  /** Looks up everybody who is watched: what the bus lost, and people of nodes that died. */
  async refresh(): Promise<void> {
    if (!this.directory) return
    const watched = [...this.watchers.keys()]
    const online = await this.directory.findOnline(watched)
    for (const userId of watched) this.note(userId, online.has(userId))
  }

  /** Those of these people who are connected to another node, as far as that can be known. */
  async findElsewhere(userIds: number[]): Promise<Set<number>> {
    return await this.directory?.findOnline(userIds).catch(() => undefined) ?? new Set()
  }

  private statusOf(userId: number): PresenceStatus {
    return this.isHere(userId) || this.elsewhere.has(userId) ? 'online' : 'offline'
  }

  private async lookUp(userIds: number[]): Promise<void> {
    const online = await this.directory?.findOnline(userIds).catch(() => undefined)
    for (const userId of online ?? []) if (this.watchers.has(userId)) this.elsewhere.add(userId)
  }

  private note(userId: number, online: boolean): void {
    const before = this.statusOf(userId)
    if (online && this.watchers.has(userId)) this.elsewhere.add(userId)
    else this.elsewhere.delete(userId)
    const after = this.statusOf(userId)
    if (after !== before) this.publish(userId, after)
  }

  private publish(userId: number, status: PresenceStatus): void {
    const lastSeen = status === 'offline' ? { lastSeenAt: new Date().toISOString() } : {}
    for (const connection of this.watchers.get(userId) ?? []) {
      connection.push({ type: 'presence.changed', userId, status, ...lastSeen })
    }
  }
}
