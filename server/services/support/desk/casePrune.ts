import { and, eq, inArray, lte, ne, or } from 'drizzle-orm'
import { alias } from 'drizzle-orm/mysql-core'
import { memberships, rooms } from '../../../../drizzle/chat/schema'
import { supportCases, supportInboxes } from '../../../../drizzle/chat/support'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { changeRoom, findMembership, removeMembership } from '../../memberships/membership'
import type { RoomRow } from '../../memberships/membership'
import { announceLeft } from '../../rooms/roomEvents'
import { lockCase } from '../caseChange'

const afterMs = 24 * 60 * 60 * 1000
const atOnce = 200

/**
 * Takes agents out of the rooms of cases that have been over for a day: each room that one is in costs every connection
 * of theirs. Whoever has the case comes back when it is taken up (`followAgain`).
 */
export async function pruneCaseMembers(): Promise<void> {
  for (;;) {
    const found = await findFollowers()
    for (const { caseId, roomId, userId } of found) await takeOut(caseId, roomId, userId)
    if (found.length < atOnce) return
  }
}

/** By agents, of whom there are few in few rooms; cases that are over are many. */
async function findFollowers(): Promise<{ caseId: number, roomId: number, userId: number }[]> {
  const agents = alias(memberships, 'agents')
  const { userId, roomId } = memberships
  const { id: caseId, notesRoomId, customerId, state, updatedAt } = supportCases
  const inRoom = or(and(eq(supportCases.roomId, roomId), ne(customerId, userId)), eq(notesRoomId, roomId))
  return chatDatabase().queries.selectDistinct({ caseId, roomId, userId }).from(supportInboxes)
    .innerJoin(agents, eq(agents.roomId, supportInboxes.roomId)).innerJoin(memberships, eq(userId, agents.userId))
    .innerJoin(rooms, and(eq(rooms.id, roomId), eq(rooms.kind, 'support')))
    .innerJoin(supportCases, inRoom)
    .where(and(inArray(state, ['resolved', 'spam']), lte(updatedAt, new Date(Date.now() - afterMs)))).limit(atOnce)
}

async function takeOut(caseId: number, roomId: number, userId: number): Promise<void> {
  const left = await changeRoom(roomId, async (tx, held): Promise<RoomRow | undefined> => {
    const { state } = await lockCase(tx, caseId)
    const isOver = state === 'resolved' || state === 'spam'
    return isOver && await findMembership(tx, roomId, userId) ? removeMembership(tx, held, userId) : undefined
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  })
  if (left) announceLeft(left, userId)
}
