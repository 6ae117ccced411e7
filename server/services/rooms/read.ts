import { and, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { transaction } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { requireAccess } from '../memberships/membership'
import { unreadMentions } from '../messages/mentionRows'
import { isArchived } from './archive'
import { announceSeen } from './seen'

/** How many reading positions one statement moves. */
const atOnce = 500

/**
 * Moves the caller's reading position forward, at most to the newest message; never back. Their other screens hear it,
 * and the others of a small room.
 */
export async function markRead(userId: number, roomId: number, seq: number): Promise<void> {
  const { room } = await requireAccess(userId, roomId)
  const readSeq = Math.min(seq, room.lastSeq)
  const behind = and(ownMembership(userId, roomId), lt(memberships.readSeq, readSeq))
  const [result] = await chatDatabase().queries.update(memberships).set({ readSeq }).where(behind)
  if (result.affectedRows > 0) {
    bus.publish({ kind: 'user', userId, events: [{ type: 'room.read', roomId, userId, seq: readSeq }] })
    announceSeen(room, userId, readSeq)
  }
}

/** Moves all of the caller's reading positions to the newest message of their room. Their other screens hear it. */
export async function markAllRead(userId: number): Promise<void> {
  const { queries, pool } = chatDatabase()
  const behind = await queries.select({ roomId: rooms.id, seq: rooms.lastSeq, room: rooms }).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(eq(memberships.userId, userId), lt(memberships.readSeq, rooms.lastSeq), isNull(rooms.deletedAt)))
  for (let start = 0; start < behind.length; start += atOnce) {
    const some = behind.slice(start, start + atOnce)
    const places = some.map(({ roomId, seq }) => sql`WHEN ${roomId} THEN ${seq}`)
    const newest = sql`CASE room_id ${sql.join(places, sql` `)} END`
    await transaction(pool, tx => tx.update(memberships)
      .set({ readSeq: sql`GREATEST(read_seq, ${newest})` })
      .where(and(eq(memberships.userId, userId), inArray(memberships.roomId, some.map(({ roomId }) => roomId)))))
    const events = some.map(({ roomId, seq }) => ({ type: 'room.read' as const, roomId, userId, seq }))
    bus.publish({ kind: 'user', userId, events })
    for (const { room, seq } of some) announceSeen(room, userId, seq)
  }
}

/**
 * Marks messages as unread, from this one on: moves the caller's reading position back to the one before, never
 * forward. `not_found` when there is no such message. Their other screens hear it.
 */
export async function markUnread(userId: number, roomId: number, seq: number): Promise<void> {
  const { room } = await requireAccess(userId, roomId)
  if (seq > room.lastSeq) throw new AppError('not_found')
  const readSeq = seq - 1
  const ahead = and(ownMembership(userId, roomId), gt(memberships.readSeq, readSeq))
  const [result] = await chatDatabase().queries.update(memberships).set({ readSeq }).where(ahead)
  if (result.affectedRows === 0) return
  const mentions = await unreadMentions({ userId, roomId, readSeq }, room.lastSeq)
  bus.publish({ kind: 'user', userId, events: [{ type: 'room.unread', roomId, seq: readSeq, ...mentions }] })
}

function ownMembership(userId: number, roomId: number) {
  return and(eq(memberships.roomId, roomId), eq(memberships.userId, userId))
}

/**
 * Publishes to the others in the room that the person is typing; who may say so is known where the connection is. In an
 * archived room nothing comes of it, and nobody hears it; nor while that cannot be known. Never rejects.
 */
export async function announceTyping(userId: number, roomId: number): Promise<void> {
  if (await isArchived(roomId).catch(() => true)) return
  bus.publish({ kind: 'room', roomId, exceptUserId: userId, events: [{ type: 'room.typing', roomId, userId }] })
}
