import { and, eq, gt, inArray, max } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { memberships, mentions, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { everybody } from '../messages/mentionRows'
import { unread } from './missed'

/**
 * Of these people those to whom something may have happened that they have not read, with the time of the newest of it:
 * a first look, over many people at once.
 */
export async function findPossiblyMissed(userIds: number[], since: Date): Promise<Map<number, Date>> {
  const among = inArray(memberships.userId, userIds)
  const rows = await Promise.all([
    chatDatabase().queries.select({ userId: memberships.userId, at: max(rooms.activeAt) })
      .from(memberships).innerJoin(rooms, eq(rooms.id, memberships.roomId))
      .where(and(among, unread, eq(rooms.kind, 'direct'), gt(rooms.activeAt, since)))
      .groupBy(memberships.userId),
    newestMentions(and(inArray(mentions.userId, userIds), eq(mentions.userId, memberships.userId)), since),
    newestMentions(and(eq(mentions.userId, everybody), among), since),
  ])
  const newest = new Map<number, Date>()
  for (const { userId, at } of rows.flat()) {
    const before = newest.get(userId)
    if (at && (!before || at > before)) newest.set(userId, at)
  }
  return newest
}

function newestMentions(which: SQL | undefined, since: Date) {
  return chatDatabase().queries.select({ userId: memberships.userId, at: max(mentions.createdAt) })
    .from(mentions)
    .innerJoin(memberships, eq(memberships.roomId, mentions.roomId))
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(which, unread, gt(mentions.createdAt, since), gt(mentions.seq, memberships.readSeq)))
    .groupBy(memberships.userId)
}
