import { and, count, desc, eq, gt, inArray, isNotNull, lt, max, sql } from 'drizzle-orm'
import type { PushDeadLetter, PushHostTrouble } from '#shared/protocol/admin/adminPush'
import { pushDeadLetters, pushDeliveries } from '../../../drizzle/chat/push'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { keyOf } from './delivery'
import type { Delivery } from './delivery'

const shownAtMost = 50
const hostsAtMost = 50
const keptDays = 30
const atOnce = 500
const now = sql`UTC_TIMESTAMP(3)`

/** Gives a delivery up, for an admin to see. */
export async function buryDelivery(row: Delivery, host: string, reason: string): Promise<void> {
  await transaction(chatDatabase().pool, async (tx) => {
    const { userId, attempts, createdAt, subscriptionId, roomId, firstSeq, lastSeq } = row
    const [ended] = await tx.delete(pushDeliveries).where(keyOf(row))
    if (ended.affectedRows === 0) return
    await tx.insert(pushDeadLetters).values({
      userId, attempts, createdAt, subscriptionId, roomId, firstSeq, lastSeq, diedAt: now,
      host: host.slice(0, 255), reason: reason.slice(0, 40),
    })
  })
}

export async function countDeadLetters(spanMs: number): Promise<number> {
  const [row] = await chatDatabase().queries.select({ rows: count() }).from(pushDeadLetters)
    .where(gt(pushDeadLetters.diedAt, new Date(Date.now() - spanMs)))
  return Number(row?.rows ?? 0)
}

/** The newest 50. */
export async function listDeadLetters(): Promise<PushDeadLetter[]> {
  const { id, userId, host, attempts, reason, createdAt, diedAt } = pushDeadLetters
  const rows = await chatDatabase().queries.select({ id, userId, host, attempts, reason, createdAt, diedAt })
    .from(pushDeadLetters).orderBy(desc(id)).limit(shownAtMost)
  return rows.map(row => ({ ...row, createdAt: row.createdAt.toISOString(), diedAt: row.diedAt.toISOString() }))
}

/** The push services that did not take everything, the latest trouble first, 50 at most. */
export async function listTroubles(): Promise<PushHostTrouble[]> {
  const { queries } = chatDatabase()
  const { id, host, reason, diedAt } = pushDeadLetters
  const hosts = await queries.select({ host, lost: count(), last: max(id) }).from(pushDeadLetters)
    .groupBy(host).orderBy(desc(max(id))).limit(hostsAtMost)
  const latest = hosts.length === 0
    ? []
    : await queries.select({ id, reason, diedAt }).from(pushDeadLetters)
        .where(inArray(id, hosts.map(row => Number(row.last))))
  return hosts.flatMap((row) => {
    const end = latest.find(one => one.id === Number(row.last))
    return end ? [{ host: row.host, lost: row.lost, reason: end.reason, diedAt: end.diedAt.toISOString() }] : []
  })
}

/**
 * Has everything sent after all that was given up at a push service, if it still is to be heard of: that is decided
 * anew, as before each attempt. Answers how many.
 */
export async function retryDeadLetters(actor: Actor, host: string): Promise<number> {
  let retried = 0
  for (let more = true; more;) {
    const moved = await retrySome(actor, host)
    retried += moved
    more = moved === atOnce
  }
  return retried
}

async function retrySome(actor: Actor, host: string): Promise<number> {
  return transaction(chatDatabase().pool, async (tx) => {
    const rows = await tx.select().from(pushDeadLetters)
      .where(and(eq(pushDeadLetters.host, host), isNotNull(pushDeadLetters.subscriptionId)))
      .limit(atOnce).for('update')
    if (rows.length === 0) return 0
    await tx.delete(pushDeadLetters).where(inArray(pushDeadLetters.id, rows.map(row => row.id)))
    // What waits for the device by now takes this along.
    await tx.insert(pushDeliveries).values(rows.map(row => ({
      subscriptionId: row.subscriptionId ?? 0, roomId: row.roomId ?? 0, firstSeq: row.firstSeq ?? 0,
      lastSeq: row.lastSeq ?? 0, userId: row.userId, createdAt: row.createdAt, host, nextAt: now,
    }))).onDuplicateKeyUpdate({ set: { firstSeq: sql`LEAST(first_seq, VALUES(first_seq))` } })
    await recordAudit(tx, 'chat', actor, {
      action: 'push_retried', target: ['settings', null], after: { host, count: rows.length },
    })
    return rows.length
  })
}

/** Forgets what was given up at a push service. */
export async function dropDeadLetters(actor: Actor, host: string): Promise<void> {
  await transaction(chatDatabase().pool, async (tx) => {
    const [dropped] = await tx.delete(pushDeadLetters).where(eq(pushDeadLetters.host, host))
    if (dropped.affectedRows === 0) return
    await recordAudit(tx, 'chat', actor, {
      action: 'push_dropped', target: ['settings', null], before: { host, count: dropped.affectedRows },
    })
  })
}

export async function forgetOldDeadLetters(): Promise<void> {
  const old = new Date(Date.now() - keptDays * 86_400_000)
  await chatDatabase().queries.delete(pushDeadLetters).where(lt(pushDeadLetters.diedAt, old))
}
