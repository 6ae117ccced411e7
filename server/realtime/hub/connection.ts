import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import { closeCodes } from '#shared/protocol/event'
import type { EventOf, ServerEvent } from '#shared/protocol/event'
import type { FeatureSet } from '#shared/protocol/feature'
import type { User } from '#shared/protocol/user'
import { limits } from '#shared/limits'
import { metrics } from '../../core/metrics'
import { encodeEvents, encodeText } from '../../bus/frame'

const closeGraceMs = 1000
const heldAtMost = 1000
/** Characters after which the events of one turn go on in another frame. */
const frameLength = 256 * 1024
const takenBelow = 1024 * 1024
const takenPauseMs = 20
/** Copying so many bytes is cheaper than a second call of the system. */
const joinedBytes = 16 * 1024

export interface CheckedSession {
  id: string
  expiresAt: Date
  /** `deviceKey` of the upgrade. */
  from: string
  user: User
  /** The first language that the browser asked for. */
  locale?: string
  /** When the check of the upgrade began (performance.now): what ended after that may have been missed by it. */
  checkedAt: number
}

/**
 * One socket of one person, and the only place that writes to it. Events that are pushed within one turn share a frame.
 * A reader that does not take what it is sent is cut off: nothing is buffered beyond 8 MiB or 30 s.
 */
export class Connection {
  readonly id = randomUUID()
  readonly rooms = new Set<number>()
  /** Rooms that were left while the list of rooms was still being read. */
  readonly leftWhileOpening = new Set<number>()
  readonly watched = new Set<number>()
  /** The people of direct rooms, who are watched too. */
  readonly friends = new Set<number>()
  /** Its client says that nobody has used this device for long. */
  idle = false
  /** Those who have blocked its person: they are shown as offline. */
  readonly blockers = new Set<number>()
  /** Direct rooms in which one of the two has blocked the other: what is typed there is not told. */
  readonly silent = new Set<number>()
  /** How often the list of whom it watches was replaced. */
  watches = 0
  /** Grows with each room that its person is out of: what was allowed by a room before must be looked up again. */
  departures = 0
  user: User
  /** What the person was given, the version that was sent last and the one that was confirmed. */
  features: { set: FeatureSet, sent: number, seen: number } = { set: { version: 0, features: {} }, sent: 0, seen: 0 }
  /** Commands that wait for their answer. */
  inFlight = 0
  lastCommandAt = 0
  awaitingPong = false
  private readonly queue: string[] = []
  /** What came before `ready` was sent. */
  private held: Buffer[] | undefined = []
  private flushScheduled = false
  private closing = false
  private takenBytes = 0
  private stalledMs = 0

  constructor(
    private readonly ws: WebSocket,
    private readonly socket: Socket,
    readonly session: CheckedSession,
  ) {
    this.user = session.user
  }

  /** Sends an event to this reader alone, together with what else is pushed in this turn. */
  push(event: ServerEvent): void {
    this.queue.push(JSON.stringify(event))
    if (this.flushScheduled) return
    this.flushScheduled = true
    queueMicrotask(() => this.flush())
  }

  /**
   * Sends a frame that other readers get too, after what was pushed before; in one packet with that when it is small.
   */
  send(frame: Buffer): void {
    if (this.queue.length === 0) return this.write(frame)
    const frames = this.takeFrames()
    const last = frames.pop()
    for (const earlier of frames) this.write(earlier)
    if (last && last.length + frame.length <= joinedBytes) return this.write(Buffer.concat([last, frame]))
    if (last) this.write(last)
    this.write(frame)
  }

  /** Sends the first event of all, then what was meant for this reader meanwhile. */
  begin(ready: EventOf<'ready'>): void {
    const { held = [] } = this
    this.held = undefined
    this.write(encodeEvents([ready]))
    for (const frame of held) this.write(frame)
  }

  get isOpen(): boolean {
    return this.held === undefined
  }

  /** Asks the peer to close and makes sure of it a second later. */
  close(code: number): void {
    if (this.closing) return
    this.flush()
    this.closing = true
    this.ws.close(code)
    setTimeout(() => this.ws.terminate(), closeGraceMs).unref()
  }

  /** Waits until the reader has taken most of what it was sent; false when it is gone. */
  async taken(): Promise<boolean> {
    while (!this.closing && !this.socket.destroyed && this.socket.writableLength > takenBelow) {
      await new Promise(resolve => setTimeout(resolve, takenPauseMs))
    }
    return !this.closing && !this.socket.destroyed
  }

  ping(): void {
    this.awaitingPong = true
    if (!this.closing) this.ws.ping()
  }

  get isClosing(): boolean {
    return this.closing
  }

  /** Cuts the reader off when it has taken nothing for 30 s although there was something. */
  checkProgress(elapsedMs: number): void {
    const taken = this.socket.bytesWritten - this.socket.writableLength
    const stalled = this.socket.writableLength > 0 && taken === this.takenBytes
    this.stalledMs = stalled ? this.stalledMs + elapsedMs : 0
    this.takenBytes = taken
    if (this.stalledMs >= limits.stalledMs) this.cutOff()
  }

  private flush(): void {
    this.flushScheduled = false
    for (const frame of this.takeFrames()) this.write(frame)
  }

  /** What was pushed, as frames. */
  private takeFrames(): Buffer[] {
    const events = this.queue.splice(0)
    const frames: Buffer[] = []
    while (events.length > 0) frames.push(encodeText(`[${events.splice(0, fittingFrame(events)).join(',')}]`))
    return frames
  }

  private cutOff(): void {
    metrics.slowReaders.inc()
    this.close(closeCodes.tooSlow)
  }

  /** Frames are written past `ws`, whole: with compression off it never holds a frame back that this could overtake. */
  private write(frame: Buffer): void {
    if (this.closing || this.socket.destroyed) return
    if (this.held) {
      if (this.held.push(frame) > heldAtMost) this.close(closeCodes.tooSlow)
      return
    }
    if (this.socket.writableLength + frame.length > limits.unsentBytes) return this.cutOff()
    this.socket.write(frame)
  }
}

/** How many of these events make one frame: at least one, and no more once it is big. */
function fittingFrame(events: string[]): number {
  let length = 0
  const end = events.findIndex(event => (length += event.length) > frameLength)
  return end === -1 ? events.length : Math.max(1, end)
}
