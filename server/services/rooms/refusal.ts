import { and, eq, inArray, isNull, lte, ne, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/mysql-core'
import type { User } from '#shared/protocol/user'
import type { LeaveRefusal } from '#shared/schemas/room'
import { memberships, messages, refusals, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { blockersAmong } from '../memberships/blocks'
import type { Access } from '../memberships/membership'
import type { UserRow } from '../users/profile'

/** An answer of the person in a direct room is looked for among so many first messages. */
const firstMessages = 200

/**
 * Refuses to bring somebody into a room who does not want it: `forbidden` with `declined`, whatever the reason, so that
 * it does not tell what the person has chosen.
 */
export async function assertAddable(tx: Queries, adder: User, target: UserRow, roomId: number): Promise<void> {
  const [refusal] = await tx.select({ id: refusals.targetId }).from(refusals).where(and(
    eq(refusals.userId, target.id),
    or(
      and(eq(refusals.kind, 'room'), eq(refusals.targetId, roomId)),
      and(eq(refusals.kind, 'person'), eq(refusals.targetId, adder.id)),
    ),
  )).limit(1)
  const declined = refusal
    || (await blockersAmong(adder.id, [target.id])).size > 0
    || target.addableBy === 'nobody'
    || (target.addableBy === 'companions' && !await knowEachOther(tx, target.id, adder.id))
  if (declined) throw new AppError('forbidden', { detail: 'declined' })
}

/**
 * Keeps that the person leaves for good: neither this room nor who brought them here adds them again. The
 * room's row must be held.
 */
export async function refuseAgain(tx: Queries, { room, membership }: Access, what: LeaveRefusal[]): Promise<void> {
  const { userId, addedBy } = membership
  const createdAt = new Date()
  const rows = what.flatMap((kind) => {
    const targetId = kind === 'room' ? room.id : addedBy
    return targetId ? [{ userId, kind, targetId, name: kind === 'room' ? room.name : null, createdAt }] : []
  })
  if (rows.length > 0) await tx.insert(refusals).ignore().values(rows)
}

/** Who joins a room by themselves may be added to it again. */
export async function liftRoomRefusal(tx: Queries, userId: number, roomId: number): Promise<void> {
  await tx.delete(refusals)
    .where(and(eq(refusals.userId, userId), eq(refusals.kind, 'room'), eq(refusals.targetId, roomId)))
}

/** A room or a person may add the caller again; idempotent. */
export async function liftRefusal(userId: number, kind: LeaveRefusal, targetId: number): Promise<void> {
  await chatDatabase().queries.delete(refusals)
    .where(and(eq(refusals.userId, userId), eq(refusals.kind, kind), eq(refusals.targetId, targetId)))
}

/** What is kept of a person goes with the account. */
export async function forgetRefusals(userId: number): Promise<void> {
  await chatDatabase().queries.delete(refusals).where(eq(refusals.userId, userId))
}

/**
 * A group that is not open is shared, or a direct room in which the person has answered. Open groups have everybody in
 * them, and a direct room is opened without being asked.
 */
async function knowEachOther(tx: Queries, userId: number, otherId: number): Promise<boolean> {
  const theirs = alias(memberships, 'theirs')
  const shared = await tx.select({ id: rooms.id, kind: rooms.kind }).from(memberships)
    .innerJoin(theirs, and(eq(theirs.roomId, memberships.roomId), eq(theirs.userId, otherId)))
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(eq(memberships.userId, userId), ne(rooms.visibility, 'open'), isNull(rooms.deletedAt)))
  if (shared.some(room => room.kind === 'group')) return true
  const directs = shared.filter(room => room.kind === 'direct').map(room => room.id)
  if (directs.length === 0) return false
  const [answered] = await tx.select({ seq: messages.seq }).from(messages)
    .where(and(inArray(messages.roomId, directs), lte(messages.seq, firstMessages), eq(messages.authorId, userId)))
    .limit(1)
  return answered !== undefined
}
