import { and, asc, eq, gt, lte } from 'drizzle-orm'
import type { RoomCursor, ServerEvent } from '#shared/protocol'
import { limits } from '#shared/limits'
import { messages } from '../../drizzle/chat/schema'
import { chatDatabase } from '../database/databases'
import { toMessage } from './history'
import { accessAmong } from './membership'
import type { RoomRow } from './membership'
import { getProfiles } from './profile'

/**
 * What a reader missed since its cursors: first `synced` with the named rooms the person is in, then messages after `seq`
 * and deletions after `rev`, or `room.gap` where that would be too many. One query when nothing happened.
 */
export async function syncRooms(userId: number, cursors: Record<string, RoomCursor>): Promise<ServerEvent[]> {
  const found = await accessAmong(userId, Object.keys(cursors).map(Number))
  const rooms = found.map(({ room, membership }) => ({
    id: room.id, lastSeq: room.lastSeq, rev: room.rev, readSeq: membership.readSeq, unread: Math.max(0, room.lastSeq - membership.readSeq),
  }))
  const events: ServerEvent[] = [{ type: 'synced', rooms }]
  for (const { room } of found) {
    const cursor = cursors[room.id]
    if (cursor) events.push(...await missedMessages(room, cursor), ...await missedDeletions(room, cursor))
  }
  return events
}

async function missedMessages(room: RoomRow, cursor: RoomCursor): Promise<ServerEvent[]> {
  const missed = room.lastSeq - cursor.seq
  if (missed <= 0) return []
  if (missed > limits.sync.messages) return [{ type: 'room.gap', roomId: room.id, from: cursor.seq + 1, to: room.lastSeq }]
  const rows = await chatDatabase().queries.select().from(messages)
    .where(and(eq(messages.roomId, room.id), gt(messages.seq, cursor.seq))).orderBy(asc(messages.seq)).limit(limits.sync.messages)
  const profiles = await getProfiles(rows.map(row => row.authorId))
  return rows.map((row) => {
    const user = profiles.get(row.authorId)
    return { type: 'message.created', message: toMessage(row), ...(user && { user }) }
  })
}

async function missedDeletions(room: RoomRow, cursor: RoomCursor): Promise<ServerEvent[]> {
  if (room.rev <= cursor.rev || cursor.seq === 0) return []
  const since = and(eq(messages.roomId, room.id), gt(messages.deletedRev, cursor.rev), lte(messages.seq, cursor.seq))
  const rows = await chatDatabase().queries.select({ seq: messages.seq, rev: messages.deletedRev }).from(messages)
    .where(since).orderBy(asc(messages.deletedRev)).limit(limits.sync.deletions + 1)
  if (rows.length > limits.sync.deletions) return [{ type: 'room.gap', roomId: room.id, from: 1, to: room.lastSeq }]
  return rows.map(({ seq, rev }) => ({ type: 'message.deleted', roomId: room.id, seq, rev: rev ?? room.rev }))
}
