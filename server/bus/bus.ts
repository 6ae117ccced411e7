import type { Profile } from '#shared/protocol/user'
import type { ServerEvent } from '#shared/protocol/event'
import type { CaseDoing } from '#shared/protocol/supportCase'
import { encodeEvents } from './frame'

/** The position of a room after some of its events, as a reader who received them knows it. */
export interface Position { seq: number, rev: number }

interface Addresses {
  /** To every connection of the room's members, except those of `exceptUserId`. */
  room: { roomId: number, exceptUserId?: number }
  /** To everyone in any of the rooms, once each; `user` is the person who looks different from now on. */
  rooms: { roomIds: number[], user: Profile }
  user: { userId: number }
  /** To every connection of all nodes. */
  everyone: object
}

interface Notices {
  /**
   * The connections of a person subscribe to a room or unsubscribe. Of two notices the one with the later `rev` wins.
   * `peerId` is the other one of a direct room.
   */
  'membership': { roomId: number, userId: number, joined: boolean, rev: number, peerId?: number }
  'room.closed': { roomId: number }
  /** A change of the room may have been committed or not: what is known of it here must be looked up again. */
  'room.uncertain': { roomId: number }
  /** A large room's head count moved; it is announced with a delay. */
  'room.counted': { roomId: number }
  /**
   * `userId` has blocked the other, or has unblocked them; neither of the two is heard typing in their direct room
   * while it is `silent`.
   */
  'block': { userId: number, otherId: number, directId?: number, blocked: boolean, silent: boolean }
  /** A team has blocked somebody, or has let them in again: nobody hears them typing in these rooms while `silent`. */
  'silence': { userId: number, roomIds: number[], silent: boolean }
  /** Settings, mutes or bans changed: what nodes keep of them is out of date. */
  'policy.changed': { version: number }
  /** What nodes keep of the features is out of date. */
  'features.changed': { version: number }
  /** A message was stored in a room of support: what it makes of its case is to be found out. */
  'case.message': { roomId: number }
  /** Messages of a room of support were deleted: lists may show one of them. */
  'case.deletion': { roomId: number, seqs: number[] }
  /** There is a case that can be given to somebody. */
  'case.opened': object
  /** An agent has a case open, or not any more; said again and again, as the other nodes forget it after a while. */
  'case.viewing': {
    caseId: number
    inboxRoomId: number
    userId: number
    connectionId: string
    doing: CaseDoing | 'left'
  }
  /** There is long work to claim. */
  'job.waiting': object
  'session.ended': { sessionId: string }
  /** It has a new token. Its sockets from there stay, the others reconnect with it; without `from` all do. */
  'session.renewed': { sessionId: string, renewedId: string, from?: string }
  'user.sessionsEnded': { userId: number, exceptId?: string }
  /** A person came to a node, became idle or active there, or was last seen there at `seenAt` and has not come back. */
  'presence': { userId: number, status: 'online' | 'offline', idle?: true, seenAt?: string }
  /** What nodes keep of the choices of a person about presence and reading is out of date. */
  'presence.chosen': { userId: number }
  /** A member who shares it has read up to there: to the others of a small room. */
  'room.seen': { roomId: number, userId: number, seq: number }
}

type Tagged<T> = { [K in keyof T]: { kind: K } & T[K] }[keyof T]

/** The address of an envelope, without its content. */
export type Address = Tagged<Addresses>
export type Notice = Tagged<Notices>

/**
 * What the nodes publish to each other after a commit. A hint only: MariaDB is the truth, a lost message of the bus is
 * found as a hole in `seq` or `rev`. The `events` of an address share one frame.
 */
export type BusMessage = Notice | Address & { events: ServerEvent[] }

/** What arrives: the frame is ready to be written, made here or on another node, and never parsed again. */
export interface Envelope {
  to: Address | Notice
  /** Encoded when it is first asked for; empty for a notice. */
  frame: () => Buffer
  /** Of envelopes to a room. */
  position?: Position
  /** How many deliveries the frame is worth to each reader. */
  count: number
}

export type BusListener = (envelope: Envelope) => void
export type BusState = 'ok' | 'degraded'

/** The driver to the other nodes. None of its methods throws or waits. */
export interface BusDriver {
  send(envelope: Envelope): void
  /** The first connection here subscribed to the room, or the last one unsubscribed. */
  follow(roomId: number): void
  unfollow(roomId: number): void
  readonly state: BusState
  /** Resolves when what was sent is on its way. */
  close(): Promise<void>
}

const alone: BusDriver = {
  send: () => undefined,
  follow: () => undefined,
  unfollow: () => undefined,
  state: 'ok',
  close: () => Promise.resolve(),
}

/**
 * Carries what was committed to this process at once, in the order of publishing, and to the other nodes by its driver.
 * Without a driver one process does everything.
 */
export class Bus {
  private readonly listeners: BusListener[] = []
  private driver: BusDriver = alone

  /** Never throws and never waits: what is published is already committed. */
  publish(message: BusMessage): void {
    const envelope = toEnvelope(message)
    this.deliver(envelope)
    this.driver.send(envelope)
  }

  /** To this process alone: for what each node finds out by itself. */
  tellHere(message: BusMessage): void {
    this.deliver(toEnvelope(message))
  }

  deliver(envelope: Envelope): void {
    for (const listener of this.listeners) listener(envelope)
  }

  subscribe(listener: BusListener): void {
    this.listeners.push(listener)
  }

  use(driver: BusDriver): void {
    this.driver = driver
  }

  follow(roomId: number): void {
    this.driver.follow(roomId)
  }

  unfollow(roomId: number): void {
    this.driver.unfollow(roomId)
  }

  /** Other nodes may write to the same databases. */
  get isShared(): boolean {
    return this.driver !== alone
  }

  get state(): BusState {
    return this.driver.state
  }

  close(): Promise<void> {
    return this.driver.close()
  }
}

export const bus = new Bus()

const nothing = Buffer.alloc(0)
const noFrame = () => nothing

export function toEnvelope(message: BusMessage): Envelope {
  if (!('events' in message)) return { to: message, frame: noFrame, count: 0 }
  const { events, ...to } = message
  let frame: Buffer | undefined
  const position = to.kind === 'room' ? positionAfter(events) : undefined
  return { to, frame: () => frame ??= encodeEvents(events), count: events.length, ...(position && { position }) }
}

/** The position of a room for those who received these events; undefined when the events do not change it. */
function positionAfter(events: ServerEvent[]): Position | undefined {
  let seq = 0
  let rev = 0
  for (const event of events) {
    if (event.type === 'message.created') {
      seq = Math.max(seq, event.message.seq)
    }
    else if (event.type === 'room.updated') {
      seq = Math.max(seq, event.room.lastSeq)
      rev = Math.max(rev, event.room.rev)
    }
    else if ('rev' in event) {
      rev = Math.max(rev, event.rev)
    }
  }
  return seq || rev ? { seq, rev } : undefined
}
