import { and, desc, eq, lt, sql } from 'drizzle-orm'
import type { SecurityEvent, SecurityEventKind } from '#shared/protocol/session'
import { securityEvents } from '../../../drizzle/identity/schema'
import { identityDatabase } from '../../database/databases'
import { describeError, log } from '../../core/log'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import type { CountedKind } from './failedLogin'
import type { Device } from './session'

const keptDays = 90
const keptRows = 500

/**
 * Records a security event of an account, in the server's log and for its owner. It never fails the
 * action that it records.
 */
export async function recordSecurityEvent(
  userId: number, kind: Exclude<SecurityEventKind, CountedKind>, { address, userAgent }: Device,
): Promise<void> {
  log.info('security', { event: kind, userId, address })
  await identityDatabase().queries.insert(securityEvents)
    .values({ userId, kind, createdAt: new Date(), address: address.slice(0, 64), userAgent: userAgent.slice(0, 255) })
    .catch((error: unknown) => log.warn('security event', describeError(error)))
}

/** The newest first; only ever those of one person. */
export async function listSecurityEvents(
  userId: number, list: { limit: number, cursor?: string },
): Promise<{ events: SecurityEvent[], cursor?: string }> {
  const [before] = decodeNumbers('security-events', list.cursor, 1) ?? []
  const rows = await identityDatabase().queries.select().from(securityEvents)
    .where(and(eq(securityEvents.userId, userId), before === undefined ? undefined : lt(securityEvents.id, before)))
    .orderBy(desc(securityEvents.id)).limit(list.limit + 1)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return { events: page.map(toEvent), ...(last && { cursor: encodeNumbers('security-events', [last.id]) }) }
}

/** What is older than 90 days goes, and what an account has beyond 500 entries. */
export async function forgetOldSecurityEvents(): Promise<void> {
  const { queries } = identityDatabase()
  await queries.delete(securityEvents).where(lt(securityEvents.createdAt, new Date(Date.now() - keptDays * 86_400_000)))
  const crowded = await queries.select({ userId: securityEvents.userId }).from(securityEvents)
    .groupBy(securityEvents.userId).having(sql`COUNT(*) > ${keptRows}`).limit(1000)
  for (const { userId } of crowded) {
    const [last] = await queries.select({ id: securityEvents.id }).from(securityEvents)
      .where(eq(securityEvents.userId, userId)).orderBy(desc(securityEvents.id)).limit(1).offset(keptRows - 1)
    if (last) {
      await queries.delete(securityEvents).where(and(eq(securityEvents.userId, userId), lt(securityEvents.id, last.id)))
    }
  }
}

function toEvent({
  id, kind, count, createdAt, address, userAgent,
}: typeof securityEvents.$inferSelect): SecurityEvent {
  return { id, kind: kind as SecurityEventKind, count, createdAt: createdAt.toISOString(), address, userAgent }
}
