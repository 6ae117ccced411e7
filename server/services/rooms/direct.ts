import { and, eq } from 'drizzle-orm'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { memberships } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { AppError, invalidField } from '../../core/errors'
import { bus } from '../../bus/bus'
import { blockersAmong } from '../memberships/blocks'
import { changeRoomAs, requireAccess } from '../memberships/membership'
import { createDirect } from './directCreation'
import { directKeyOf, findByKey } from './directKey'
import { getRoom } from './roomList'
import { findVisible } from '../users/user'

/**
 * The room of two people, made when a member first wants it; there is one at most, also when both ask at once. A guest
 * has none until a member has written to them: before that it is `forbidden`, as it is for who was blocked, and for
 * bots; oneself is `invalid`.
 */
export async function openDirect(user: User, userId: number): Promise<{ room: Room, created: boolean }> {
  if (userId === user.id) throw invalidField('userId', 'self')
  const other = await findVisible(user, userId)
  if (![user, other].every(({ kind }) => kind === 'member' || kind === 'guest')) throw new AppError('forbidden')
  if ((await blockersAmong(user.id, [userId])).size > 0) throw new AppError('forbidden')
  const roomKey = directKeyOf(user.id, userId)
  const existing = await findByKey(chatDatabase().queries, roomKey)
  if (user.kind === 'guest') return { room: await answerDirect(user.id, existing), created: false }
  if (existing) return { room: await showDirect(user.id, existing), created: false }
  return createDirect(user.id, other, roomKey)
}

/** The direct room of a guest in which something was said. */
async function answerDirect(guestId: number, roomId: number | undefined): Promise<Room> {
  if (roomId === undefined) throw new AppError('forbidden')
  const { room } = await requireAccess(guestId, roomId)
  if (room.lastSeq === 0) throw new AppError('forbidden')
  return showDirect(guestId, roomId)
}

/** Whether two people have a direct room. */
export async function hasDirect(userId: number, otherId: number): Promise<boolean> {
  return await findByKey(chatDatabase().queries, directKeyOf(userId, otherId)) !== undefined
}

/** Puts a direct room away, out of the caller's list until its next message; another room is a `conflict`. */
export async function hideDirect(userId: number, roomId: number): Promise<void> {
  await changeRoomAs(userId, roomId, async (tx, { room }) => {
    if (room.kind !== 'direct') throw new AppError('conflict')
    await tx.update(memberships).set({ hiddenSeq: room.lastSeq }).where(ownMembership(userId, roomId))
  })
  bus.publish({ kind: 'user', userId, events: [{ type: 'room.hidden', roomId }] })
}

/** Brings a direct room back into the caller's list; idempotent. */
export async function showDirect(userId: number, roomId: number): Promise<Room> {
  const { membership } = await requireAccess(userId, roomId)
  if (membership.hiddenSeq !== null) {
    await chatDatabase().queries.update(memberships).set({ hiddenSeq: null }).where(ownMembership(userId, roomId))
  }
  const room = await getRoom(userId, roomId)
  if (membership.hiddenSeq !== null) bus.publish({ kind: 'user', userId, events: [{ type: 'room.joined', room }] })
  return room
}

function ownMembership(userId: number, roomId: number) {
  return and(eq(memberships.roomId, roomId), eq(memberships.userId, userId))
}
