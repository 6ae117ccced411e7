import { and, eq, inArray, isNull, lt, ne, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/mysql-core'
import { memberships } from '../../../../drizzle/chat/schema'
import { supportCases, supportInboxes } from '../../../../drizzle/chat/support'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'

/** An agent who wants to hear of a new case, and the room that it is in. */
export interface CaseAlert {
  userId: number
  roomId: number
  name: string
}

/**
 * Of these rooms those of cases that nobody has taken or answered, each with the agents of its inbox who do not follow
 * it: by its own room nobody would hear of it.
 */
export async function findAlerted(roomIds: number[], userIds?: number[]): Promise<CaseAlert[]> {
  if (roomIds.length === 0 || userIds?.length === 0) return []
  const followers = alias(memberships, 'followers')
  const { userId, mutedUntil, notification } = memberships
  return chatDatabase().queries.select({ userId, roomId: supportCases.roomId, name: supportInboxes.name })
    .from(supportCases)
    .innerJoin(supportInboxes, eq(supportInboxes.id, supportCases.inboxId))
    .innerJoin(memberships, eq(memberships.roomId, supportInboxes.roomId))
    .leftJoin(followers, and(eq(followers.roomId, supportCases.roomId), eq(followers.userId, userId)))
    .where(and(
      inArray(supportCases.roomId, roomIds), eq(supportCases.state, 'open'), isNull(supportCases.assigneeId),
      isNull(supportCases.firstAnsweredAt), isNull(supportInboxes.deletedAt), isNull(followers.userId),
      userIds && inArray(userId, userIds), ne(notification, 'none'),
      or(isNull(mutedUntil), lt(mutedUntil, new Date())),
    ))
}

/** The case that a room of support is of, or whose notes are in it. */
export async function casesOfRooms(roomIds: number[]): Promise<Map<number, { id: number, customerId: number }>> {
  if (roomIds.length === 0) return new Map()
  const { id, roomId, notesRoomId, customerId } = supportCases
  const rows = await chatDatabase().queries.select({ id, roomId, notesRoomId, customerId }).from(supportCases)
    .where(or(inArray(roomId, roomIds), inArray(notesRoomId, roomIds)))
  return new Map(rows.flatMap(row => [row.roomId, row.notesRoomId].flatMap(key => key ? [[key, row] as const] : [])))
}

/** Whether an agent is told of new cases of an inbox; `not_found` for who is none. */
export async function setCaseAlerts(user: number, inboxId: number, on: boolean): Promise<void> {
  const { roomId, deletedAt, id } = supportInboxes
  const [found] = await chatDatabase().queries.select({ roomId }).from(supportInboxes)
    .innerJoin(memberships, and(eq(memberships.roomId, roomId), eq(memberships.userId, user)))
    .where(and(eq(id, inboxId), isNull(deletedAt)))
  if (!found) throw new AppError('not_found')
  await chatDatabase().queries.update(memberships).set({ notification: on ? 'all' : 'none', notificationChosen: true })
    .where(and(eq(memberships.roomId, found.roomId), eq(memberships.userId, user)))
}
