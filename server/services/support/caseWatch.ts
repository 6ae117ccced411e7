import { and, eq, isNull } from 'drizzle-orm'
import type { Room } from '#shared/protocol/room'
import { rooms } from '../../../drizzle/chat/schema'
import { AppError } from '../../core/errors'
import type { Queries } from '../../database/transaction'
import { addMembership, changeRoom, findMembership, removeMembership } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { announceJoined, announceLeft, announceRevision } from '../rooms/roomEvents'
import { getRoom } from '../rooms/roomList'
import { requireCase } from './case'
import type { CaseRow } from './case'
import type { InboxRow } from './inbox'

// An agent who follows a case is a member of its room and its companion room, so that everything that holds for members
// holds for them. The way in is by the inbox alone, and who leaves the inbox leaves them (`agentDeparture.ts`).

/** Who came into which rooms. */
export interface Following {
  userId: number
  room: RoomRow
  joined: RoomRow[]
}

/** Follows a case: its messages are heard and can be answered. Idempotent. */
export async function watchCase(userId: number, caseId: number): Promise<Room> {
  const { row, inbox } = await requireCase(userId, caseId)
  const following = await changeRoom(row.roomId, async (tx, held) => {
    if (!await isAgent(tx, inbox, userId)) throw new AppError('not_found')
    const { row } = await requireCase(userId, caseId, tx)
    return follow(tx, row, held, userId)
  })
  await announceFollowing(following)
  return getRoom(userId, row.roomId)
}

/** Stops to follow a case; `conflict` for whom it is assigned to, and for its customer. Idempotent. */
export async function unwatchCase(userId: number, caseId: number): Promise<void> {
  const { row: { roomId } } = await requireCase(userId, caseId)
  const left = await changeRoom(roomId, async (tx, held) => {
    const { row } = await requireCase(userId, caseId, tx)
    if (row.assigneeId === userId || row.customerId === userId) throw new AppError('conflict')
    const notes = row.notesRoomId ? await lockRoom(tx, row.notesRoomId) : undefined
    const left: RoomRow[] = []
    for (const room of [held, ...notes ? [notes] : []]) {
      if (await findMembership(tx, room.id, userId)) left.push(await removeMembership(tx, room, userId))
    }
    return left
  })
  for (const room of left) announceLeft(room, userId)
}

/**
 * Whether somebody is an agent of an inbox, and nothing else until this transaction ends: the inbox's room is held, as
 * it is by who takes an agent out.
 */
export async function isAgent(tx: Queries, { roomId }: InboxRow, userId: number): Promise<boolean> {
  await lockRoom(tx, roomId)
  return await findMembership(tx, roomId, userId) !== undefined
}

/** Brings an agent into the rooms of a case; its own must be held, and the inbox's. */
export async function follow(tx: Queries, row: CaseRow, held: RoomRow, userId: number): Promise<Following> {
  const following: Following = { userId, room: held, joined: [] }
  if (!await findMembership(tx, held.id, userId)) {
    following.room = await addMembership(tx, held, userId, 'member')
    following.joined.push(following.room)
  }
  const notes = row.notesRoomId ? await lockRoom(tx, row.notesRoomId) : undefined
  if (notes && !await findMembership(tx, notes.id, userId)) {
    following.joined.push(await addMembership(tx, notes, userId, 'member'))
  }
  return following
}

/** Who has a case follows it again when it is taken up: out of resolved ones agents are taken after a while. */
export async function followAgain(
  tx: Queries, row: CaseRow, { inbox, held }: { inbox: InboxRow, held: RoomRow },
): Promise<Following | undefined> {
  const { assigneeId } = row
  return assigneeId && await isAgent(tx, inbox, assigneeId) ? follow(tx, row, held, assigneeId) : undefined
}

export async function announceFollowing({ userId, joined }: Pick<Following, 'userId' | 'joined'>): Promise<void> {
  for (const room of joined) {
    announceJoined(userId, await getRoom(userId, room.id))
    announceRevision(room)
  }
}

export async function lockRoom(tx: Queries, roomId: number): Promise<RoomRow> {
  const [room] = await tx.select().from(rooms).where(and(eq(rooms.id, roomId), isNull(rooms.deletedAt))).for('update')
  if (!room) throw new AppError('not_found')
  return room
}
