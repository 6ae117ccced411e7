import { and, asc, count, eq, lte, notInArray, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { pushDeliveries } from '../../../drizzle/chat/push'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { delayOf } from './backoff'

export type Delivery = typeof pushDeliveries.$inferSelect

/** Longer than a push may take: a node that died leaves it to the others after this. */
const leaseSeconds = 10
export const attemptsAtMost = 8

const now = sql`UTC_TIMESTAMP(3)`

/**
 * Takes deliveries that are due, for the time of a lease, but for those to push services that are busy; no two nodes
 * get the same ones.
 */
export async function claimDeliveries(atMost: number, busyHosts: string[]): Promise<Delivery[]> {
  const others = busyHosts.length > 0 ? notInArray(pushDeliveries.host, busyHosts) : undefined
  const due = and(lte(pushDeliveries.nextAt, now), others)
  // Mostly there are none: a locking read would hold up whoever adds one, and it takes three statements.
  const [any] = await chatDatabase().queries.select({ roomId: pushDeliveries.roomId }).from(pushDeliveries)
    .where(due).limit(1)
  if (!any) return []
  return transaction(chatDatabase().pool, async (tx) => {
    const rows = await tx.select().from(pushDeliveries).where(due)
      .orderBy(asc(pushDeliveries.nextAt)).limit(atMost).for('update', { skipLocked: true })
    if (rows.length > 0) {
      await tx.update(pushDeliveries)
        .set({ nextAt: inMs(leaseSeconds * 1000), attempts: sql`${pushDeliveries.attempts} + 1` })
        .where(or(...rows.map(keyOf)))
    }
    return rows.map(row => ({ ...row, attempts: row.attempts + 1 }))
  })
}

/** Done with, or nobody's business any more; what came meanwhile is due at once. */
export async function endDelivery(row: Delivery): Promise<void> {
  const { queries } = chatDatabase()
  const [ended] = await queries.delete(pushDeliveries)
    .where(and(keyOf(row), eq(pushDeliveries.lastSeq, row.lastSeq)))
  if (ended.affectedRows > 0) return
  await queries.update(pushDeliveries)
    .set({ firstSeq: row.lastSeq + 1, attempts: 0, nextAt: now })
    .where(keyOf(row))
}

/** Not tried after all: they are due as before. */
export async function releaseDeliveries(rows: Delivery[]): Promise<void> {
  if (rows.length === 0) return
  await chatDatabase().queries.update(pushDeliveries)
    .set({ nextAt: now, attempts: sql`${pushDeliveries.attempts} - 1` })
    .where(or(...rows.map(keyOf)))
}

/** Tries again later, the later the more often it failed, and not before the push service wants it. */
export async function postponeDelivery(row: Delivery, retryAfterMs: number): Promise<void> {
  await chatDatabase().queries.update(pushDeliveries)
    .set({ nextAt: inMs(delayOf(row.attempts, retryAfterMs)) })
    .where(keyOf(row))
}

export async function countDeliveries(): Promise<number> {
  const [row] = await chatDatabase().queries.select({ rows: count() }).from(pushDeliveries)
  return Number(row?.rows ?? 0)
}

export function keyOf({ subscriptionId, roomId }: Delivery): SQL | undefined {
  return and(eq(pushDeliveries.subscriptionId, subscriptionId), eq(pushDeliveries.roomId, roomId))
}

function inMs(ms: number): SQL {
  return sql`${now} + INTERVAL ${Math.round(ms) * 1000} MICROSECOND`
}
