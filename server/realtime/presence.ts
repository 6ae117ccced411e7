import type { PresenceStatus } from '#shared/protocol'
import type { Connection } from './connection'

/** Who of this process's people is connected, told to those who watch them. */
export class Presence {
  private readonly watchers = new Map<number, Set<Connection>>()

  constructor(private readonly isOnline: (userId: number) => boolean) {}

  /** Replaces what a connection watches, and tells it the present state of each. */
  watch(connection: Connection, userIds: number[]): void {
    this.forget(connection)
    for (const userId of new Set(userIds)) {
      connection.watched.add(userId)
      const watching = this.watchers.get(userId)
      if (watching) watching.add(connection)
      else this.watchers.set(userId, new Set([connection]))
      connection.push({ type: 'presence.changed', userId, status: this.isOnline(userId) ? 'online' : 'offline' })
    }
  }

  forget(connection: Connection): void {
    for (const userId of connection.watched) {
      const watching = this.watchers.get(userId)
      watching?.delete(connection)
      if (watching?.size === 0) this.watchers.delete(userId)
    }
    connection.watched.clear()
  }

  changed(userId: number, status: PresenceStatus): void {
    const lastSeen = status === 'offline' ? { lastSeenAt: new Date().toISOString() } : {}
    for (const connection of this.watchers.get(userId) ?? []) connection.push({ type: 'presence.changed', userId, status, ...lastSeen })
  }
}
