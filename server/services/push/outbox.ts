import { asc, inArray, isNull, lt, or, sql } from 'drizzle-orm'
import { outbox, pushDeliveries } from '../../../drizzle/chat/push'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { log } from '../../core/log'
import { findAddressees } from './audience'
import type { Addressee, FindConnected } from './audience'
import { mergeSpans } from './span'
import { hasSubscriptions, hostOf } from './subscriptionRow'

type OutboxRow = typeof outbox.$inferSelect

const claimAtOnce = 500
const dropAtOnce = 2000
const rowsAtOnce = 1000
/** A node that died leaves its rows to the others after this. */
const leaseSeconds = 10
/** Another node's people are known as they were 15 s ago at most: it may have died, and they with it. */
const doubtSeconds = 20
/** What could not be dealt with so often never will be. */
const claimsAtMost = 8

const now = sql`UTC_TIMESTAMP(3)`

/**
 * Turns new messages into deliveries, until nothing is new. What a node has claimed when it dies is claimed by another
 * one, or by itself when it is back, so that nothing is lost.
 */
export async function emptyOutbox(findConnected: FindConnected): Promise<void> {
  for (;;) {
    // Asked for before anybody is looked for who wants them: whoever comes later did not miss these.
    const ids = await peek()
    if (ids.length === 0) return
    if (await hasSubscriptions()) {
      const claimed = await claim()
      if (claimed.length === 0) return
      await fanOut(claimed, findConnected)
    }
    else await drop(ids)
  }
}

async function peek(): Promise<number[]> {
  const rows = await chatDatabase().queries.select({ id: outbox.id }).from(outbox)
    .orderBy(asc(outbox.id)).limit(dropAtOnce)
  return rows.map(row => row.id)
}

async function drop(ids: number[]): Promise<void> {
  await chatDatabase().queries.delete(outbox).where(inArray(outbox.id, ids))
}

async function claim(): Promise<OutboxRow[]> {
  return transaction(chatDatabase().pool, async (tx) => {
    const rows = await tx.select().from(outbox).where(or(isNull(outbox.leaseUntil), lt(outbox.leaseUntil, now)))
      .orderBy(asc(outbox.id)).limit(claimAtOnce).for('update', { skipLocked: true })
    if (rows.length > 0) {
      await tx.update(outbox)
        .set({ leaseUntil: sql`${now} + INTERVAL ${leaseSeconds} SECOND`, claims: sql`${outbox.claims} + 1` })
        .where(inArray(outbox.id, rows.map(row => row.id)))
    }
    return rows
  })
}

async function fanOut(claimed: OutboxRow[], findConnected: FindConnected): Promise<void> {
  const hopeless = claimed.filter(row => row.claims >= claimsAtMost)
  if (hopeless.length > 0) log.error('outbox rows given up', { rooms: [...new Set(hopeless.map(row => row.roomId))] })
  const spans = mergeSpans(claimed.filter(row => row.claims < claimsAtMost))
  const addressees = await findAddressees(spans, findConnected)
  const deliveries = addressees.flatMap(toDeliveries)
  await transaction(chatDatabase().pool, async (tx) => {
    const [deleted] = await tx.delete(outbox).where(inArray(outbox.id, claimed.map(row => row.id)))
    // Whoever was slower than the lease finds that another one has done it.
    if (deleted.affectedRows === 0) return
    for (let start = 0; start < deliveries.length; start += rowsAtOnce) {
      await insertDeliveries(tx, deliveries.slice(start, start + rowsAtOnce))
    }
  })
}

function toDeliveries({ userId, roomId, firstSeq, message, doubtful, subscriptions }: Addressee) {
  const nextAt = doubtful ? sql`${now} + INTERVAL ${doubtSeconds} SECOND` : now
  return subscriptions.map(({ id, endpoint }) =>
    ({ subscriptionId: id, roomId, userId, host: hostOf(endpoint), firstSeq, lastSeq: message.seq, nextAt }))
}

/**
 * What waits for a device already takes the newer message along. When it is tried stays as it is once it was: a push
 * service that refuses is given time.
 */
async function insertDeliveries(tx: Queries, rows: ReturnType<typeof toDeliveries>): Promise<void> {
  await tx.insert(pushDeliveries)
    .values(rows.map(row => ({ ...row, createdAt: now })))
    .onDuplicateKeyUpdate({
      set: {
        firstSeq: sql`LEAST(first_seq, VALUES(first_seq))`,
        lastSeq: sql`GREATEST(last_seq, VALUES(last_seq))`,
        nextAt: sql`IF(attempts = 0, LEAST(next_at, VALUES(next_at)), next_at)`,
      },
    })
}
