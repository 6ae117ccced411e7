import { and, eq, inArray } from 'drizzle-orm'
import type { Member } from '#shared/protocol/room'
import { memberships } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { getProfiles } from '../users/profile'

/** Who is in a room, as ids; of more than `atMost` some. */
export async function someMemberIds(roomId: number, atMost: number): Promise<number[]> {
  const rows = await chatDatabase().queries.select({ userId: memberships.userId }).from(memberships)
    .where(eq(memberships.roomId, roomId)).limit(atMost)
  return rows.map(row => row.userId)
}

/** These people as members of a room, in their order; without those who are not in it. */
export async function getMembers(roomId: number, userIds: number[]): Promise<Member[]> {
  if (userIds.length === 0) return []
  const [rows, profiles] = await Promise.all([
    chatDatabase().queries.select({ userId: memberships.userId, role: memberships.role }).from(memberships)
      .where(and(eq(memberships.roomId, roomId), inArray(memberships.userId, userIds))),
    getProfiles(userIds),
  ])
  const roles = new Map(rows.map(({ userId, role }) => [userId, role]))
  return userIds.flatMap((userId) => {
    const [user, role] = [profiles.get(userId), roles.get(userId)]
    return user && role ? [{ user, role }] : []
  })
}
