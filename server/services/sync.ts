import { and, asc, eq, gt, lte } from 'drizzle-orm'
import type { RoomCursor, ServerEvent } from '#shared/protocol'
import { limits } from '#shared/limits'
import { messages, rooms } from '../../drizzle/chat/schema'
import { chatDatabase } from '../database/databases'
import { toMessage } from './history'
import { accessAmong } from './membership'
import type { RoomRow } from './membership'
import { getProfiles } from './profile'

/** What one `sync` may still carry, over all its rooms. */
interface Budget {
  messages: number
  characters: number
}

/**
 * What a reader missed since its cursors: first `synced` with the named rooms the person is in, then, room by room, messages
 * after `seq` and deletions after `rev`; or `room.gap` where that would be too many, in one room or over all of them. One query
 * when nothing happened. The caller takes a room before the next is read, so nothing piles up for a slow reader.
 */
export async function* syncRooms(userId: number, cursors: Record<string, RoomCursor>): AsyncGenerator<ServerEvent[]> {
  const found = await accessAmong(userId, Object.keys(cursors).map(Number))
  const rooms = found.map(({ room, membership }) => ({
    id: room.id, lastSeq: room.lastSeq, rev: room.rev, readSeq: membership.readSeq, unread: Math.max(0, room.lastSeq - membership.readSeq),
  }))
  yield [{ type: 'synced', rooms }]
  const budget: Budget = { messages: limits.sync.messagesInAll, characters: limits.sync.charactersInAll }
  for (const { room } of found) {
    const cursor = cursors[room.id]
    if (cursor) yield [...await missedMessages(room, cursor, budget), ...await missedDeletions(room, cursor)]
  }
  for (const { room } of found) {
    const cursor = cursors[room.id]
    if (cursor && cursor.seq < room.lastSeq) yield await missedDeletions(await currentRoom(room), { seq: room.lastSeq, rev: room.rev })
  }
}

/** A deletion that happened while its message was read may have been told before the message was. It is told again. */
async function currentRoom(room: RoomRow): Promise<RoomRow> {
  const [row] = await chatDatabase().queries.select({ rev: rooms.rev }).from(rooms).where(eq(rooms.id, room.id))
  return { ...room, rev: row?.rev ?? room.rev }
}

async function missedMessages(room: RoomRow, cursor: RoomCursor, budget: Budget): Promise<ServerEvent[]> {
  const missed = room.lastSeq - cursor.seq
  if (missed <= 0) return []
  const gap: ServerEvent[] = [{ type: 'room.gap', roomId: room.id, from: cursor.seq + 1, to: room.lastSeq }]
  if (missed > Math.min(limits.sync.messages, budget.messages) || budget.characters <= 0) return gap
  const rows = await chatDatabase().queries.select().from(messages)
    .where(and(eq(messages.roomId, room.id), gt(messages.seq, cursor.seq))).orderBy(asc(messages.seq)).limit(limits.sync.messages)
  budget.messages -= rows.length
  budget.characters -= rows.reduce((sum, row) => sum + (row.body?.length ?? 0), 0)
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
