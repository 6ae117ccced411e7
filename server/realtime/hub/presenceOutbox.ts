import type { EventOf } from '#shared/protocol/event'

export type PresenceEvent = EventOf<'presence.changed'>

/** What the outbox needs of a connection. */
export interface PresenceReader {
  readonly isClosing: boolean
  push: (event: PresenceEvent) => void
}

const everyMs = 1000
/** How often is looked whose second is over: what comes within it goes together. */
const stepMs = 100
/** So long at a time may it hold up everything else. */
const sliceMs = 8

/**
 * Sends each reader at most one frame of presence a second. Of several changes of a person the latest is sent, so that
 * thousands who reconnect at once cost each reader some frames.
 */
export class PresenceOutbox<Reader extends PresenceReader> {
  private readonly waiting = new Map<Reader, Map<number, PresenceEvent>>()
  private readonly sentAt = new WeakMap<Reader, number>()
  private scheduled = false

  put(reader: Reader, event: PresenceEvent): void {
    const events = this.waiting.get(reader)
    if (events) events.set(event.userId, event)
    else this.waiting.set(reader, new Map([[event.userId, event]]))
    this.schedule(stepMs)
  }

  /** What the reader was to be told of these people is not sent any more. */
  take(reader: Reader, userIds: Iterable<number>): void {
    const events = this.waiting.get(reader)
    for (const userId of userIds) events?.delete(userId)
    if (events?.size === 0) this.waiting.delete(reader)
  }

  private schedule(ms: number): void {
    if (this.scheduled) return
    this.scheduled = true
    setTimeout(() => {
      this.scheduled = false
      this.sendDue()
    }, ms)
  }

  private sendDue(): void {
    const now = performance.now()
    for (const [reader, events] of this.waiting) {
      if (reader.isClosing) {
        this.waiting.delete(reader)
        continue
      }
      if (now - (this.sentAt.get(reader) ?? -Infinity) < everyMs) continue
      this.waiting.delete(reader)
      this.sentAt.set(reader, now)
      for (const event of events.values()) reader.push(event)
      if (performance.now() - now > sliceMs) return this.schedule(0)
    }
    if (this.waiting.size > 0) this.schedule(stepMs)
  }
}
