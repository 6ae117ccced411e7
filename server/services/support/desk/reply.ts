import { and, asc, count, eq, inArray, isNull, or } from 'drizzle-orm'
import { limits } from '#shared/limits'
import type { CannedReply } from '#shared/protocol/supportCase'
import type { ReplyInput, ReplyPatch } from '#shared/schemas/supportReply'
import { rooms } from '../../../../drizzle/chat/schema'
import { supportInboxes, supportReplies } from '../../../../drizzle/chat/support'
import { AppError, invalidField } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { transaction } from '../../../database/transaction'
import type { Queries } from '../../../database/transaction'
import { reviseRoom } from '../../memberships/membership'
import type { RoomRow } from '../../memberships/membership'
import { announceRevision } from '../../rooms/roomEvents'
import { requireInboxIds } from '../agent'

/** The canned replies of the caller's inboxes and those of all inboxes, by name; `not_found` for who is no agent. */
export async function listReplies(userId: number): Promise<CannedReply[]> {
  const inboxIds = await requireInboxIds(userId)
  const { inboxId, name, id } = supportReplies
  const rows = await chatDatabase().queries.select().from(supportReplies)
    .where(or(isNull(inboxId), inArray(inboxId, inboxIds))).orderBy(asc(name), asc(id))
  return rows.map(toReply)
}

/** A new one; `invalid` for an inbox that the caller is no agent of. */
export async function createReply(userId: number, { inboxId, name, body }: ReplyInput): Promise<CannedReply> {
  await assertInbox(await requireInboxIds(userId), inboxId)
  return changeReplies([inboxId], async (tx) => {
    const [inserted] = await tx.insert(supportReplies).values({ inboxId, name, body, createdAt: new Date() })
    return { id: inserted.insertId, inboxId, name, body }
  })
}

/** What is left out stays as it is. */
export async function updateReply(userId: number, id: number, patch: ReplyPatch): Promise<CannedReply> {
  const reply = await requireReply(userId, id)
  const { inboxId = reply.inboxId, name = reply.name, body = reply.body } = patch
  if (inboxId !== reply.inboxId) await assertInbox(await requireInboxIds(userId), inboxId)
  return changeReplies([reply.inboxId, inboxId], async (tx) => {
    await tx.update(supportReplies).set({ inboxId, name, body }).where(eq(supportReplies.id, id))
    return { id, inboxId, name, body }
  })
}

export async function deleteReply(userId: number, id: number): Promise<void> {
  const { inboxId } = await requireReply(userId, id)
  await changeReplies([inboxId], async (tx) => {
    await tx.delete(supportReplies).where(eq(supportReplies.id, id))
  })
}

/** The agents of these inboxes, with null those of all, are told that there is something to read again. */
async function changeReplies<T>(inboxIds: (number | null)[], work: (tx: Queries) => Promise<T>): Promise<T> {
  const ids = inboxIds.flatMap(id => id ?? [])
  const concerned = ids.length === inboxIds.length ? inArray(supportInboxes.id, ids) : undefined
  const { answer, revised } = await transaction(chatDatabase().pool, async (tx) => {
    const answer = await work(tx)
    const own = tx.select({ id: supportInboxes.roomId }).from(supportInboxes)
      .where(and(isNull(supportInboxes.deletedAt), concerned))
    const held = await tx.select().from(rooms).where(inArray(rooms.id, own)).orderBy(asc(rooms.id)).for('update')
    const revised: RoomRow[] = []
    for (const room of held) revised.push(await reviseRoom(tx, room))
    return { answer, revised }
  })
  revised.forEach(announceRevision)
  return answer
}

async function assertInbox(own: number[], inboxId: number | null): Promise<void> {
  if (inboxId !== null && !own.includes(inboxId)) throw invalidField('inboxId', 'not_found')
  const which = inboxId === null ? isNull(supportReplies.inboxId) : eq(supportReplies.inboxId, inboxId)
  const [row] = await chatDatabase().queries.select({ replies: count() }).from(supportReplies).where(which)
  if ((row?.replies ?? 0) >= limits.support.replies) throw new AppError('conflict', { detail: 'too_many' })
}

/** One that the caller may use, and so may change. */
async function requireReply(userId: number, id: number): Promise<CannedReply> {
  const inboxIds = await requireInboxIds(userId)
  const { inboxId } = supportReplies
  const [row] = await chatDatabase().queries.select().from(supportReplies)
    .where(and(eq(supportReplies.id, id), or(isNull(inboxId), inArray(inboxId, inboxIds))))
  if (!row) throw new AppError('not_found')
  return toReply(row)
}

function toReply({ id, inboxId, name, body }: typeof supportReplies.$inferSelect): CannedReply {
  return { id, inboxId, name, body }
}
