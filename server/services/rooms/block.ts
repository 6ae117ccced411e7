import { and, count, desc, eq } from 'drizzle-orm'
import type { Profile, User } from '#shared/protocol/user'
import { limits } from '#shared/limits'
import { blocks, memberships } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { bus } from '../../bus/bus'
import { blocksBetween } from '../memberships/blocks'
import { changeRoom } from '../memberships/membership'
import { getProfiles } from '../users/profile'
import { findVisible, getProfile } from '../users/user'
import { directKeyOf, findByKey } from './directKey'

type Change = (queries: Queries) => Promise<unknown>

/**
 * Blocks a person, who then neither writes in the direct room of the two nor opens one, and does not see the blocker's
 * presence or typing; they are told nothing. Idempotent. `not_found` for whom the caller may not know of.
 */
export async function blockPerson(user: User, otherId: number): Promise<void> {
  if (otherId === user.id) throw invalidField('userId', 'self')
  await findVisible(user, otherId)
  const { queries } = chatDatabase()
  const [own] = await queries.select({ count: count() }).from(blocks).where(eq(blocks.userId, user.id))
  if ((own?.count ?? 0) >= limits.blocks) throw new AppError('conflict')
  const row = { userId: user.id, blockedId: otherId, createdAt: new Date() }
  await changeBlock(user.id, otherId, tx => tx.insert(blocks).ignore().values(row))
}

/** Takes a block back; idempotent. `not_found` for whom the caller neither blocked nor may know of. */
export async function unblockPerson(user: User, otherId: number): Promise<void> {
  const { byOne } = await blocksBetween(chatDatabase().queries, user.id, otherId)
  if (!byOne) await findVisible(user, otherId)
  await changeBlock(user.id, otherId, tx => tx.delete(blocks)
    .where(and(eq(blocks.userId, user.id), eq(blocks.blockedId, otherId))))
}

/** Whom the person has blocked, the latest first; for nobody else. */
export async function listBlocks(userId: number): Promise<Profile[]> {
  const rows = await chatDatabase().queries.select({ id: blocks.blockedId }).from(blocks)
    .where(eq(blocks.userId, userId)).orderBy(desc(blocks.createdAt), desc(blocks.blockedId)).limit(limits.blocks)
  const profiles = await getProfiles(rows.map(row => row.id))
  return rows.flatMap(row => profiles.get(row.id) ?? [])
}

/** The direct room of two people holds what they have blocked: called when it was made. */
export async function applyBlocks(userId: number, otherId: number, roomId: number): Promise<void> {
  const { byOne, byOther } = await blocksBetween(chatDatabase().queries, userId, otherId)
  if (byOne || byOther) await changeRoom(roomId, tx => markMembers(tx, roomId, userId, otherId))
}

/**
 * In the transaction of the room's marks where there is a room. One that is made meanwhile looks the blocks up when it
 * is there, as this looks for the room again when the block is there.
 */
async function changeBlock(userId: number, otherId: number, change: Change): Promise<void> {
  const { queries } = chatDatabase()
  const find = () => findByKey(queries, directKeyOf(userId, otherId))
  const before = await find()
  if (before === undefined) await change(queries)
  const directId = before ?? await find()
  if (directId !== undefined) {
    await changeRoom(directId, async (tx) => {
      await change(tx)
      await markMembers(tx, directId, userId, otherId)
    }).catch(ignoreGone(() => change(queries)))
  }
  const { byOne: blocked, byOther } = await blocksBetween(queries, userId, otherId)
  bus.publish({ kind: 'block', userId, otherId, directId, blocked, silent: blocked || byOther })
  bus.publish({ kind: 'user', userId, events: [{ type: 'block.changed', user: await getProfile(otherId), blocked }] })
}

/** The memberships say it, because the writer reads them anyway. The room's row must be held. */
async function markMembers(tx: Queries, roomId: number, one: number, other: number): Promise<void> {
  const { byOne, byOther } = await blocksBetween(tx, one, other)
  const memberOf = (userId: number) => and(eq(memberships.roomId, roomId), eq(memberships.userId, userId))
  await tx.update(memberships).set({ blocking: byOne, blocked: byOther }).where(memberOf(one))
  await tx.update(memberships).set({ blocking: byOther, blocked: byOne }).where(memberOf(other))
}

/** A direct room whose row is gone, or marked as deleted, needs no marks. */
function ignoreGone(instead: () => Promise<unknown>) {
  return async (error: unknown) => {
    if (!(error instanceof AppError && error.code === 'not_found')) throw error
    await instead()
  }
}
