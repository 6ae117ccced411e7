import { and, eq } from 'drizzle-orm'
import type { Room } from '#shared/protocol/room'
import type { User } from '#shared/protocol/user'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { isDuplicate, transaction } from '../../database/transaction'
import type { Queries } from '../../database/transaction'
import { AppError, invalidField } from '../../core/errors'
import { bus } from '../../bus/bus'
import { blockersAmong } from '../memberships/blocks'
import { changeRoomAs, requireAccess } from '../memberships/membership'
import { applyBlocks } from './block'
import { directKeyOf, findByKey } from './directKey'
import { announceJoined } from './roomEvents'
import { getRoom } from './roomList'
import type { UserRow } from '../users/profile'
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

async function createDirect(
  userId: number, other: UserRow, roomKey: string,
): Promise<{ room: Room, created: boolean }> {
  try {
    const roomId = await transaction(chatDatabase().pool, tx => insertDirect(tx, userId, other, roomKey))
    await applyBlocks(userId, other.id, roomId)
    const room = await getRoom(userId, roomId)
    announceJoined(userId, room)
    announceJoined(other.id, await getRoom(other.id, roomId))
    return { room, created: true }
  }
  catch (error) {
    if (!isDuplicate(error, 'rooms_room_key')) throw error
    const roomId = await findByKey(chatDatabase().queries, roomKey)
    if (!roomId) throw error
    return { room: await getRoom(userId, roomId), created: false }
  }
}

/** A guest cannot write first, so the room is put away for them until somebody has. */
async function insertDirect(tx: Queries, userId: number, other: UserRow, roomKey: string): Promise<number> {
  const now = new Date()
  const room = {
    kind: 'direct' as const,
    visibility: 'private' as const,
    roomKey,
    memberCount: 2,
    createdAt: now,
    activeAt: now,
  }
  const [inserted] = await tx.insert(rooms).values(room)
  const roomId = inserted.insertId
  const fields = { roomId, role: 'member' as const, readSeq: 0, joinedAt: now }
  await tx.insert(memberships).values([
    { ...fields, userId },
    { ...fields, userId: other.id, hiddenSeq: other.kind === 'guest' ? 0 : null },
  ])
  return roomId
}
