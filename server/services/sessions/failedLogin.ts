import { sql } from 'drizzle-orm'
import { securityEvents } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { describeError, log } from '../../core/log'
import type { Device } from './session'

const flushMs = 2000
const countedAtMost = 10_000
const hourMs = 3_600_000

export type CountedKind = 'login_failed' | 'login_refused'
interface Counted extends Device {
  userId: number
  kind: CountedKind
  count: number
}

let counted = new Map<string, Counted>()

/**
 * Notes a log-in that failed. The log has no account that does not exist, as what was typed may be
 * anything, a password too. For the person the failures of an hour are one entry, written soon: guesses
 * must not push out what else happened.
 */
export function recordFailedLogin(userId: number | undefined, kind: CountedKind, { address, userAgent }: Device): void {
  log.info('security', { event: kind, userId, address })
  if (userId === undefined) return
  const key = `${kind} ${userId}`
  const before = counted.get(key)
  if (!before && counted.size >= countedAtMost) return
  counted.set(key, {
    userId,
    kind,
    address: address.slice(0, 64),
    userAgent: userAgent.slice(0, 255),
    count: (before?.count ?? 0) + 1,
  })
}

export function startFailedLogins(): void {
  setInterval(
    () => void flush().catch((error: unknown) => log.warn('security events', describeError(error))),
    flushMs,
  ).unref()
}

async function flush(): Promise<void> {
  const batch = [...counted.values()]
  counted = new Map()
  const createdAt = new Date()
  for (const event of batch) {
    await identityDatabase().queries.insert(securityEvents)
      .values({ ...event, createdAt, bucket: Math.floor(createdAt.getTime() / hourMs) })
      .onDuplicateKeyUpdate({
        set: {
          count: sql`${securityEvents.count} + ${event.count}`,
          address: event.address,
          userAgent: event.userAgent,
          createdAt,
        },
      })
  }
}
