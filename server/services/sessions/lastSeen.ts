import { and, inArray, isNull, lt, or } from 'drizzle-orm'
import { sessions } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { describeError, log } from '../../core/log'

const flushMs = 20_000
/** A session in use is written down this often at most. */
const grainMs = 10 * 60_000
const atOnce = 500
/** Shorter than the shortest time after which accounts are deleted for not being used: a day. */
const awayMs = 20 * 60 * 60_000

let seen = new Set<string>()

/**
 * Remembers that a session was used; written in batches, because nobody waits for it. Somebody who comes back after
 * long is written down at once: an account that has not been used for some time may be deleted.
 */
export async function noteSeen(sessionId: string, seenAt: Date | null): Promise<void> {
  seen.add(sessionId)
  // One that cannot be written is among the next batch: a database that only reads still serves readers.
  if (seenAt && Date.now() - seenAt.getTime() > awayMs) await write([sessionId]).catch(logFailure)
}

export function startSeen(): void {
  setInterval(() => void flush().catch(logFailure), flushMs).unref()
}

async function flush(): Promise<void> {
  const ids = [...seen]
  seen = new Set()
  await write(ids)
}

async function write(ids: string[]): Promise<void> {
  const now = new Date()
  const stale = or(isNull(sessions.seenAt), lt(sessions.seenAt, new Date(now.getTime() - grainMs)))
  for (let start = 0; start < ids.length; start += atOnce) {
    await identityDatabase().queries.update(sessions)
      .set({ seenAt: now })
      .where(and(inArray(sessions.id, ids.slice(start, start + atOnce)), stale))
  }
}

function logFailure(error: unknown): void {
  log.warn('seen', describeError(error))
}
