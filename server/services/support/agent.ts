import { and, eq, inArray, isNull } from 'drizzle-orm'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { supportInboxes } from '../../../drizzle/chat/support'
import { AppError, invalidField } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { addMembership, removeMembership } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { announceJoined, announceLeft } from '../rooms/roomEvents'
import { getRoom } from '../rooms/roomList'
import { ableMembers } from '../users/profile'
import { leaveInbox } from './agentDeparture'
import type { InboxRow } from './inbox'

// Who is in the room of an inbox is an agent of it, and nobody else is: what the hub, `recheck` and the deletion of
// accounts do for members of a room holds for agents.

/** Who became an agent, and who is out of which room. */
export interface AgentChange {
  room: RoomRow
  added: number[]
  left: { userId: number, room: RoomRow }[]
}

/** Only members who can log in become agents. */
export async function assertAgents(userIds: number[]): Promise<void> {
  const able = await ableMembers(userIds)
  if (!userIds.every(id => able.has(id))) throw invalidField('agents', 'not_found')
}

/** The inboxes that somebody is an agent of. */
export function inboxesOf(userId: number) {
  const { id, inboxKey: key, name, roomId } = supportInboxes
  const { notification } = memberships
  return chatDatabase().queries.select({ id, key, name, roomId, notification, rev: rooms.rev }).from(memberships)
    .innerJoin(supportInboxes, eq(roomId, memberships.roomId)).innerJoin(rooms, eq(rooms.id, roomId))
    .where(and(eq(memberships.userId, userId), isNull(supportInboxes.deletedAt))).orderBy(id)
}

/** Of the inboxes that somebody is an agent of this one, or all of them; `not_found` where that is none. */
export async function requireInboxIds(userId: number, wanted?: number): Promise<number[]> {
  const inboxes = await inboxesOf(userId)
  const ids = inboxes.map(({ id }) => id).filter(id => wanted === undefined || id === wanted)
  if (ids.length === 0) throw new AppError('not_found')
  return ids
}

export async function agentIdsOf(tx: Queries, roomIds: number[]): Promise<Map<number, number[]>> {
  if (roomIds.length === 0) return new Map()
  const { roomId, userId } = memberships
  const rows = await tx.select({ roomId, userId }).from(memberships)
    .where(inArray(roomId, roomIds)).orderBy(roomId, userId)
  return new Map([...Map.groupBy(rows, row => row.roomId)].map(([id, same]) => [id, same.map(row => row.userId)]))
}

/**
 * Makes exactly these people the agents of an inbox whose room is held. Who is none any more leaves all its cases in
 * the same transaction, and what was theirs to answer is nobody's.
 */
export async function setAgents(tx: Queries, inbox: InboxRow, held: RoomRow, wanted: number[]): Promise<AgentChange> {
  const present = (await agentIdsOf(tx, [held.id])).get(held.id) ?? []
  const change: AgentChange = { room: held, added: wanted.filter(id => !present.includes(id)), left: [] }
  for (const userId of change.added) change.room = await addMembership(tx, change.room, userId, 'member')
  for (const userId of present.filter(id => !wanted.includes(id))) {
    change.room = await removeMembership(tx, change.room, userId)
    change.left.push({ userId, room: change.room })
    for (const room of await leaveInbox(tx, inbox.id, userId)) change.left.push({ userId, room })
  }
  return change
}

/** After the commit: connections hear what is theirs, and nothing else. */
export async function announceAgents({ room, added, left }: AgentChange): Promise<void> {
  for (const departure of left) announceLeft(departure.room, departure.userId)
  for (const userId of added) announceJoined(userId, await getRoom(userId, room.id))
}
