import type { ServerEvent } from '#shared/protocol'

/**
 * What the nodes tell each other after a commit. A hint only: MariaDB is the truth, a lost message of the bus is found as
 * a hole in `seq` or `rev`.
 */
export type BusMessage
  /** To every connection of the room's members; `exceptUserId` is spared. `events` share one frame. */
  = { kind: 'room', roomId: number, events: ServerEvent[], exceptUserId?: number }
    /** To everyone in any of the rooms, once each. */
    | { kind: 'rooms', roomIds: number[], events: ServerEvent[] }
    | { kind: 'user', userId: number, events: ServerEvent[] }
    /** The connections of a person start or stop to hear a room. */
    | { kind: 'membership', roomId: number, userId: number, joined: boolean }
    | { kind: 'room.closed', roomId: number }
    /** A change of the room may have been committed or not: what is known of it here must be looked up again. */
    | { kind: 'room.uncertain', roomId: number }
    /** A large room's head count moved; it is announced with a delay. */
    | { kind: 'room.counted', roomId: number }
    | { kind: 'session.ended', sessionId: string }
    | { kind: 'user.sessionsEnded', userId: number, exceptId?: string }

export type BusListener = (message: BusMessage) => void

export interface Bus {
  /** Never throws and never waits: what is published is already committed. */
  publish(message: BusMessage): void
  subscribe(listener: BusListener): void
}

/** The bus of a single process: every listener is called before `publish` returns, in the order of publishing. */
export function createMemoryBus(): Bus {
  const listeners: BusListener[] = []
  return {
    publish(message) {
      for (const listener of listeners) listener(message)
    },
    subscribe(listener) {
      listeners.push(listener)
    },
  }
}

export const bus: Bus = createMemoryBus()
