import { and, eq, inArray } from 'drizzle-orm'
import type { RoomNotifications } from '#shared/protocol/room'
import { memberships } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import type { MembershipRow } from './membership'

/** What a member has chosen, as they see it; a mute that is over is none. */
export function notificationsOf(
  { notification: level, mutedUntil, favourite }: Pick<MembershipRow, 'notification' | 'mutedUntil' | 'favourite'>,
): RoomNotifications {
  return {
    level,
    ...(isMuted({ mutedUntil }) && mutedUntil && { mutedUntil: mutedUntil.toISOString() }),
    ...(favourite && { favourite: true as const }),
  }
}

export function isMuted({ mutedUntil }: Pick<MembershipRow, 'mutedUntil'>): boolean {
  return mutedUntil !== null && mutedUntil > new Date()
}

/** What these people have chosen for a room; who is not in it is left out. */
export async function findNotifications(roomId: number, userIds: number[]): Promise<Map<number, RoomNotifications>> {
  if (userIds.length === 0) return new Map()
  const rows = await chatDatabase().queries.select().from(memberships)
    .where(and(eq(memberships.roomId, roomId), inArray(memberships.userId, userIds)))
  return new Map(rows.map(row => [row.userId, notificationsOf(row)]))
}
