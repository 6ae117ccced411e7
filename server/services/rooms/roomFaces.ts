import { asc, eq } from 'drizzle-orm'
import { unionAll } from 'drizzle-orm/mysql-core'
import type { RoomSummary } from '#shared/protocol/room'
import type { Profile, User } from '#shared/protocol/user'
import { memberships } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { getProfiles } from '../users/profile'

const facesOfRoom = 4

export interface Faces {
  /** Ids of some members of each room, the owners first. */
  faces: Record<number, number[]>
  users: Profile[]
}

/**
 * Some of those who are in the groups of a directory, so that one sees whom one would meet. Whoever may read it may
 * join and see all of them; guests, who are shown people only where they share a room with them, get none.
 */
export async function facesOf(user: User, rooms: RoomSummary[]): Promise<Faces> {
  const parts = rooms.filter(room => !room.archived).map(({ id }) => someMembers(id))
  const [first, second, ...rest] = parts
  if (user.kind === 'guest' || !first) return { faces: {}, users: [] }
  const rows = await (second ? unionAll(first, second, ...rest) : first)
  const profiles = await getProfiles(rows.map(row => row.userId))
  const shown = rows.filter(({ userId }) => profiles.get(userId)?.deleted !== true && profiles.has(userId))
  const faces = Object.groupBy(shown, row => row.roomId)
  return {
    faces: Object.fromEntries(Object.entries(faces).map(([id, rows = []]) => [id, rows.map(row => row.userId)])),
    users: [...profiles.values()].filter(profile => !profile.deleted),
  }
}

/** Bounded by the index `memberships_order`, however large the room is. */
function someMembers(roomId: number) {
  const { userId, role } = memberships
  return chatDatabase().queries.select({ roomId: memberships.roomId, userId }).from(memberships)
    .where(eq(memberships.roomId, roomId)).orderBy(asc(role), asc(userId)).limit(facesOfRoom)
}
