import { and, eq, inArray, isNull } from 'drizzle-orm'
import { limits } from '#shared/limits'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { createBatcher } from '../../database/batcher'
import { chatDatabase } from '../../database/databases'

/**
 * The people with whom somebody shares a direct room, the latest active first, 500 at most. Asked together with what
 * others ask at the same time.
 */
export async function friendIdsOf(userId: number): Promise<number[]> {
  const rows = await findDirects(userId) ?? []
  return rows.toSorted((a, b) => b.activeAt.getTime() - a.activeAt.getTime())
    .slice(0, limits.presence.friends)
    .flatMap(({ roomKey }) => peerOf(userId, roomKey) ?? [])
}

/** The other one of a direct room, by its key. */
export function peerOf(userId: number, roomKey: string | null): number | undefined {
  return roomKey?.split(':').slice(1).map(Number).find(id => id !== userId)
}

const findDirects = createBatcher(async (userIds: number[]) => {
  const { roomKey, activeAt } = rooms
  const found = await chatDatabase().queries.select({ userId: memberships.userId, roomKey, activeAt })
    .from(memberships).innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(inArray(memberships.userId, userIds), eq(rooms.kind, 'direct'), isNull(rooms.deletedAt)))
  return Map.groupBy(found, row => row.userId)
})
