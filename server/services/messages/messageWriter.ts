import type { ServerEvent } from '#shared/protocol/event'
import type { Profile } from '#shared/protocol/user'
import { rootCause } from '../../core/rootCause'
import type { BoundedPool } from '../../database/pool'
import { isRetryable } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { log } from '../../core/log'
import { metrics } from '../../core/metrics'
import { bus } from '../../bus/bus'
import { countMessage } from '../figures/personCounts'
import { storeBatch } from './messageBatch'
import { UncertainCommands } from './uncertainCommands'
import { resolveMentions } from './mention'
import type { HealedRoom, StoredBatch } from './messageBatch'
import type { Outcome, PostCommand, Posted } from './postCommand'

export interface Waiting {
  command: PostCommand
  /** Called once, after the commit or when it is clear that there will be none. */
  done: (outcome: Outcome) => void
  /** When it came in (performance.now). */
  since?: number
}

/** Answers the senders of a batch and publishes to its rooms. */
type Publish = () => void
const nothing: Publish = () => undefined
const nextTurn = () => new Promise(resolve => setImmediate(resolve))

const queueAtMost = 20_000
/** Each reader costs one write for a batch, whatever is in it: the more wait, the more should go together. */
const batchRows = 2048
const batchBytes = 2 * 1024 * 1024
/** A database that is gone may be back in a moment; after this long the senders get an error. */
const patienceMs = 2500
const retryPauseMs = 100
const storeTries = 5

/**
 * The one place where messages are stored. Commands that arrive while a transaction is under way wait and go together
 * with the next; when idle the first one goes at once. There is no timer: the batch grows by itself with the load.
 */
export class MessageWriter {
  private queue: Waiting[] = []
  private flushing: Promise<void> | undefined
  /** Commands that may have been stored without being published. */
  private readonly uncertain = new UncertainCommands()
  private readonly pool: () => BoundedPool

  constructor(pool: () => BoundedPool) {
    this.pool = pool
  }

  /** Commands are stored in the order of these calls. `busy` when too many wait. */
  enqueue(waiting: Waiting): void {
    if (this.queue.length >= queueAtMost) return waiting.done(new AppError('busy', { retryAfter: 1 }))
    waiting.since = performance.now()
    this.queue.push(waiting)
    this.flushing ??= this.run()
  }

  /** Commands that wait for the next transaction. */
  get length(): number {
    return this.queue.length
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.flushing) await this.flushing
  }

  private async run(): Promise<void> {
    // One turn of the event loop: what arrives in the same packet, and from others in the same poll, goes together.
    await nextTurn()
    let publish: Publish = nothing
    while (this.queue.length > 0) {
      const storing = this.flush(this.takeBatch())
      // The database works on the next batch while the one before is published.
      await nextTurn()
      publish()
      publish = await storing
    }
    publish()
    this.flushing = undefined
  }

  private takeBatch(): Waiting[] {
    let rows = 0
    let bytes = 0
    for (const { command } of this.queue) {
      bytes += command.body.length * 3
      if (rows > 0 && (rows >= batchRows || bytes > batchBytes)) break
      rows++
    }
    return this.queue.splice(0, rows)
  }

  /** Stores a batch, or all that can be stored of it. Returns what remains to be published. */
  private async flush(batch: Waiting[]): Promise<Publish> {
    try {
      const drafts = batch.flatMap(({ command }) => command.mentions ?? [])
      if (drafts.length > 0) await resolveMentions(drafts)
      const { outcomes, healed } = await this.store(batch.map(waiting => waiting.command))
      metrics.batchRows.observe(batch.length)
      return () => {
        this.publish(batch, outcomes)
        healed.forEach(tellHealed)
      }
    }
    catch (error) {
      if (isUnavailable(error)) this.failAll(batch, new AppError('unavailable', { cause: error }))
      else if (isLockWait(error)) await this.flushRooms(batch)
      else if (batch.length > 1) await this.flushHalves(batch)
      else answer(batch, [new AppError('unavailable', { cause: error })])
      return nothing
    }
  }

  private async flushNow(batch: Waiting[]): Promise<void> {
    const publish = await this.flush(batch)
    publish()
  }

  /** So that a room whose row somebody holds fails alone, after one more wait, and the others go on. */
  private async flushRooms(batch: Waiting[]): Promise<void> {
    const rooms = [...Map.groupBy(batch, waiting => waiting.command.roomId).values()]
    if (rooms.length === 1) return answer(batch, batch.map(() => new AppError('unavailable')))
    for (const room of rooms) await this.flushNow(room)
  }

  /** So that one command that cannot be stored fails alone. */
  private async flushHalves(batch: Waiting[]): Promise<void> {
    const middle = Math.ceil(batch.length / 2)
    await this.flushNow(batch.slice(0, middle))
    await this.flushNow(batch.slice(middle))
  }

  /** Senders behind a lost database would wait as long again: all get an error now, within 5 s of their command. */
  private failAll(batch: Waiting[], error: AppError): void {
    for (const roomId of new Set(batch.map(({ command }) => command.roomId))) {
      bus.publish({ kind: 'room.uncertain', roomId })
    }
    const everyone = [...batch, ...this.queue.splice(0)]
    answer(everyone, everyone.map(() => error))
  }

  private async store(commands: PostCommand[]): Promise<StoredBatch> {
    const startedAt = performance.now()
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.pool().use(connection => storeBatch(connection, commands))
      }
      catch (error) {
        if (isUnavailable(error)) this.uncertain.add(commands)
        const patient = isUnavailable(error) && performance.now() - startedAt < patienceMs
        if (!patient && (attempt >= storeTries || !isConflict(error) || isLockWait(error))) throw error
        await new Promise(resolve => setTimeout(resolve, patient ? retryPauseMs : Math.random() * 20))
      }
    }
  }

  /** After the commit: the senders first, then one frame for each room. */
  private publish(batch: Waiting[], outcomes: Outcome[]): void {
    const events = new Map<number, ServerEvent[]>()
    const introduced = new Set<string>()
    const supported = new Set<number>()
    outcomes.forEach((outcome, index) => {
      const command = batch[index]?.command
      if (!command || outcome instanceof AppError) return
      const untold = this.uncertain.take(command)
      if (outcome.repeated && !untold) return
      if (outcome.support) supported.add(command.roomId)
      const event = created(outcome, command, introduced)
      const sameRoom = events.get(command.roomId)
      if (sameRoom) sameRoom.push(event)
      else events.set(command.roomId, [event])
    })
    answer(batch, outcomes)
    for (const [roomId, list] of events) bus.publish({ kind: 'room', roomId, events: list })
    for (const roomId of supported) bus.tellHere({ kind: 'case.message', roomId })
  }
}

/** A command whose outcome was unknown was stored, but not published: its readers look it up. */
function tellHealed({ roomId, ...places }: HealedRoom): void {
  log.warn('room healed: last_seq was behind its messages', { roomId, ...places })
  bus.publish({ kind: 'room.uncertain', roomId })
}

/** A frame introduces each person once: authors with the first of their messages, others where they are mentioned. */
function created({ message, mentioned = [] }: Posted, command: PostCommand, introduced: Set<string>): ServerEvent {
  const isNew = ({ id }: Profile) => {
    const known = introduced.has(`${command.roomId}:${id}`)
    introduced.add(`${command.roomId}:${id}`)
    return !known
  }
  const user = isNew(command.author) ? command.author : undefined
  const users = mentioned.filter(isNew)
  return { type: 'message.created', message, ...(user && { user }), ...(users.length > 0 && { users }) }
}

function answer(batch: Waiting[], outcomes: Outcome[]): void {
  const now = performance.now()
  batch.forEach((waiting, index) => {
    const outcome = outcomes[index] ?? new AppError('internal')
    waiting.done(outcome)
    metrics.ackSeconds.observe((now - (waiting.since ?? now)) / 1000)
    if (outcome instanceof AppError) metrics.refused.inc()
    else if (!outcome.repeated) {
      metrics.messages.inc()
      countMessage(waiting.command.author.id)
    }
  })
}

function isUnavailable(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable'
}

/** Somebody holds a row of ours for longer than `innodb_lock_wait_timeout`. */
function isLockWait(error: unknown): boolean {
  const cause = rootCause(error)
  return cause instanceof Error && 'errno' in cause && cause.errno === 1205
}

/**
 * Deadlock, lock wait, snapshot conflict, a lost transaction, or the same clientId stored by another
 * node in the meantime.
 */
function isConflict(error: unknown): boolean {
  const cause = rootCause(error)
  return isRetryable(error) || (cause instanceof Error && 'errno' in cause && cause.errno === 1062)
}
