import { and, eq, inArray, or } from 'drizzle-orm'
import { blocks } from '../../../drizzle/chat/schema'
import { supportBlocks } from '../../../drizzle/chat/support'
import { createBatcher } from '../../database/batcher'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'

/** Of these people those who have blocked this one. */
export async function blockersAmong(userId: number, ids: number[]): Promise<Set<number>> {
  const blockers = ids.length > 0 ? await blockersOf(userId) : new Set<number>()
  return new Set(ids.filter(id => blockers.has(id)))
}

/** Everybody who has blocked this person. */
export async function blockersOf(userId: number): Promise<Set<number>> {
  return await findBlockers(userId) ?? new Set()
}

/** Everybody whom this person has blocked. */
export async function blockedBy(userId: number): Promise<number[]> {
  return await findBlocked(userId) ?? []
}

/** Which of two people has blocked the other. */
export async function blocksBetween(
  queries: Queries, one: number, other: number,
): Promise<{ byOne: boolean, byOther: boolean }> {
  const rows = await queries.select({ userId: blocks.userId }).from(blocks).where(or(
    and(eq(blocks.userId, one), eq(blocks.blockedId, other)),
    and(eq(blocks.userId, other), eq(blocks.blockedId, one)),
  ))
  return { byOne: rows.some(row => row.userId === one), byOther: rows.some(row => row.userId === other) }
}

/** What is kept of a person goes with the account: whom they blocked, and who blocked them. */
export async function forgetBlocks(userId: number): Promise<void> {
  const { queries } = chatDatabase()
  await queries.delete(blocks).where(or(eq(blocks.userId, userId), eq(blocks.blockedId, userId)))
  await queries.delete(supportBlocks).where(eq(supportBlocks.userId, userId))
}

const findBlocked = createBatcher(async (userIds: number[]) => {
  const { userId, blockedId } = blocks
  const rows = await chatDatabase().queries.select({ userId, blockedId }).from(blocks)
    .where(inArray(userId, userIds))
  const found = Map.groupBy(rows, row => row.userId)
  return new Map([...found].map(([id, group]) => [id, group.map(row => row.blockedId)]))
})

const findBlockers = createBatcher(async (userIds: number[]) => {
  const { userId, blockedId } = blocks
  const rows = await chatDatabase().queries.select({ userId, blockedId }).from(blocks)
    .where(inArray(blockedId, userIds))
  const found = Map.groupBy(rows, row => row.blockedId)
  return new Map([...found].map(([id, group]) => [id, new Set(group.map(row => row.userId))]))
})
