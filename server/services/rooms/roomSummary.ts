import { and, eq, isNull } from 'drizzle-orm'
import type { RoomSummary } from '#shared/protocol/room'
import { rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import type { RoomRow } from '../memberships/membership'

/** The room of everybody; there is one at most. */
export const squareKey = 'square'

/** The public side of a room for those who are in it already; undefined when it is gone. */
export async function summarizeRoom(roomId: number): Promise<RoomSummary | undefined> {
  const [room] = await chatDatabase().queries.select().from(rooms)
    .where(and(eq(rooms.id, roomId), isNull(rooms.deletedAt)))
  return room && toSummary(room)
}

export function toSummary(room: RoomRow): RoomSummary {
  const { id, kind, visibility, name, topic, lastSeq, rev, memberCount, archivedAt, avatarUrl, roomKey } = room
  return {
    id, kind, visibility, name, topic, avatarUrl, lastSeq, rev,
    // Who of the team follows a case is no business of its customer.
    memberCount: kind === 'support' ? 0 : memberCount,
    archived: archivedAt !== null,
    ...(roomKey === squareKey && { square: true as const }),
  }
}
