import { and, eq, lt } from 'drizzle-orm'
import { memberships } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { bus } from '../../bus/bus'
import { requireAccess } from '../memberships/membership'
import { announceSeen } from './seen'

/**
 * Moves the caller's reading position forward, at most to the newest message; never back. Their other screens hear it,
 * and the others of a small room.
 */
export async function markRead(userId: number, roomId: number, seq: number): Promise<void> {
  const { room } = await requireAccess(userId, roomId)
  const readSeq = Math.min(seq, room.lastSeq)
  const behind = and(eq(memberships.roomId, roomId), eq(memberships.userId, userId), lt(memberships.readSeq, readSeq))
  const [result] = await chatDatabase().queries.update(memberships).set({ readSeq }).where(behind)
  if (result.affectedRows > 0) {
    bus.publish({ kind: 'user', userId, events: [{ type: 'room.read', roomId, userId, seq: readSeq }] })
    announceSeen(room, userId, readSeq)
  }
}

/** Publishes to the others in the room that the person is typing; who may say so is known where the connection is. */
export function announceTyping(userId: number, roomId: number): void {
  bus.publish({ kind: 'room', roomId, exceptUserId: userId, events: [{ type: 'room.typing', roomId, userId }] })
}
