import { and, eq, inArray } from 'drizzle-orm'
import { supportBlocks } from '../../../drizzle/chat/support'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'

/** `forbidden` for who may not turn to this inbox; without one, to any: a customer is of one alone. */
export async function assertNotBlocked(
  userId: number, inboxId?: number, queries: Queries = chatDatabase().queries,
): Promise<void> {
  const theirs = and(
    eq(supportBlocks.userId, userId), inboxId === undefined ? undefined : eq(supportBlocks.inboxId, inboxId),
  )
  const [row] = await queries.select({ id: supportBlocks.userId }).from(supportBlocks).where(theirs).limit(1)
  if (row) throw new AppError('forbidden', { detail: 'blocked' })
}

/** Of these customers those whom the team of their inbox has blocked. */
export async function blockedAmong(customerIds: number[]): Promise<Set<number>> {
  const { userId } = supportBlocks
  const rows = await chatDatabase().queries.select({ userId }).from(supportBlocks).where(inArray(userId, customerIds))
  return new Set(rows.map(row => row.userId))
}

/** Who of these is blocked where, as `<inbox>:<user>`. */
export async function findBlocked(userIds: number[]): Promise<Set<string>> {
  if (userIds.length === 0) return new Set()
  const { inboxId, userId } = supportBlocks
  const rows = await chatDatabase().queries.select({ inboxId, userId }).from(supportBlocks)
    .where(inArray(userId, userIds))
  return new Set(rows.map(row => `${row.inboxId}:${row.userId}`))
}
