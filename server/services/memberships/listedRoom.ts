import { and, eq, isNull, lt, ne, notInArray, or } from 'drizzle-orm'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'

const mostBeside = 100

/** Until its next message, a hidden direct room is not in the list. */
export const shown = or(isNull(memberships.hiddenSeq), lt(memberships.hiddenSeq, rooms.lastSeq))

/** What a person's list of rooms has: those of support are in none. */
export const listed = and(isNull(rooms.deletedAt), ne(rooms.kind, 'support'), shown)

/** Rooms of the person's list that are not among these, at most 100. */
export async function listedBeside(userId: number, roomIds: number[]): Promise<number[]> {
  const beside = roomIds.length > 0 ? notInArray(rooms.id, roomIds) : undefined
  const rows = await chatDatabase().queries.select({ id: rooms.id }).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(eq(memberships.userId, userId), listed, beside))
    .limit(mostBeside)
  return rows.map(({ id }) => id)
}
