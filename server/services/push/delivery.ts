import { and, asc, count, desc, eq, gt, lt, lte, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { PushDeadLetter } from '#shared/protocol/admin/adminPush'
import { pushDeadLetters, pushDeliveries } from '../../../drizzle/chat/push'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { delayOf } from './backoff'

export type Delivery = typeof pushDeliveries.$inferSelect

/** Longer than a push may take: a node that died leaves it to the others after this. */
const leaseSeconds = 10
export const attemptsAtMost = 8
const shownAtMost = 50
const keptDays = 30

const now = sql`UTC_TIMESTAMP(3)`

/** Takes deliveries that are due, for the time of a lease; no two nodes get the same ones. */
export async function claimDeliveries(atMost: number): Promise<Delivery[]> {
  return transaction(chatDatabase().pool, async (tx) => {
    const rows = await tx.select().from(pushDeliveries).where(lte(pushDeliveries.nextAt, now))
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

/** Tries again later, the later the more often it failed, and not before the push service wants it. */
export async function postponeDelivery(row: Delivery, retryAfterMs: number): Promise<void> {
  await chatDatabase().queries.update(pushDeliveries)
    .set({ nextAt: inMs(delayOf(row.attempts, retryAfterMs)) })
    .where(keyOf(row))
}

/** Gives a delivery up, for an admin to see. */
export async function buryDelivery(row: Delivery, host: string, reason: string): Promise<void> {
  await transaction(chatDatabase().pool, async (tx) => {
    const { userId, attempts, createdAt } = row
    const [ended] = await tx.delete(pushDeliveries).where(keyOf(row))
    if (ended.affectedRows === 0) return
    await tx.insert(pushDeadLetters).values({
      userId, attempts, createdAt, diedAt: now,
      host: host.slice(0, 255), reason: reason.slice(0, 40),
    })
  })
}

export async function countDeliveries(): Promise<number> {
  const [row] = await chatDatabase().queries.select({ rows: count() }).from(pushDeliveries)
  return Number(row?.rows ?? 0)
}

export async function countDeadLetters(spanMs: number): Promise<number> {
  const [row] = await chatDatabase().queries.select({ rows: count() }).from(pushDeadLetters)
    .where(gt(pushDeadLetters.diedAt, new Date(Date.now() - spanMs)))
  return Number(row?.rows ?? 0)
}

/** The newest 50. */
export async function listDeadLetters(): Promise<PushDeadLetter[]> {
  const rows = await chatDatabase().queries.select().from(pushDeadLetters)
    .orderBy(desc(pushDeadLetters.id)).limit(shownAtMost)
  return rows.map(row => ({ ...row, createdAt: row.createdAt.toISOString(), diedAt: row.diedAt.toISOString() }))
}

export async function forgetOldDeadLetters(): Promise<void> {
  const old = new Date(Date.now() - keptDays * 86_400_000)
  await chatDatabase().queries.delete(pushDeadLetters).where(lt(pushDeadLetters.diedAt, old))
}

function keyOf({ subscriptionId, roomId }: Delivery): SQL | undefined {
  return and(eq(pushDeliveries.subscriptionId, subscriptionId), eq(pushDeliveries.roomId, roomId))
}

function inMs(ms: number): SQL {
  return sql`${now} + INTERVAL ${Math.round(ms) * 1000} MICROSECOND`
}
