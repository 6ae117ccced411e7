import { and, eq, inArray, ne, or, sql } from 'drizzle-orm'
import { memberships, rooms } from '../../../drizzle/chat/schema'
import { supportCaseEvents, supportCases, supportTeamAgents, supportTeams } from '../../../drizzle/chat/support'
import { batchesOf } from '../../core/batchesOf'
import type { Queries } from '../../database/transaction'
import { removeMembership } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { unfinished } from './case'

/** Takes from somebody who is no agent of an inbox any more what they had as one; returns the rooms they are out of. */
export async function leaveInbox(tx: Queries, inboxId: number, userId: number): Promise<RoomRow[]> {
  const left = await leaveCases(tx, inboxId, userId)
  await releaseCases(tx, inboxId, userId)
  await leaveTeams(tx, inboxId, userId)
  return left
}

/** Takes an agent out of the rooms and companion rooms of an inbox's cases; a case of their own stays theirs. */
async function leaveCases(tx: Queries, inboxId: number, userId: number): Promise<RoomRow[]> {
  const inRoom = or(
    and(eq(supportCases.roomId, memberships.roomId), ne(supportCases.customerId, userId)),
    eq(supportCases.notesRoomId, memberships.roomId),
  )
  const found = await tx.select({ id: memberships.roomId }).from(memberships)
    .innerJoin(supportCases, and(eq(supportCases.inboxId, inboxId), inRoom)).where(eq(memberships.userId, userId))
  if (found.length === 0) return []
  const held = await tx.select().from(rooms)
    .where(inArray(rooms.id, found.map(row => row.id))).orderBy(rooms.id).for('update')
  const left: RoomRow[] = []
  for (const room of held) left.push(await removeMembership(tx, room, userId))
  return left
}

/** What is over stays theirs, for the figures; taken up again it is nobody's (`caseUpkeep.ts`). */
async function releaseCases(tx: Queries, inboxId: number, userId: number): Promise<void> {
  const { id, inboxId: inbox, assigneeId, state } = supportCases
  const rows = await tx.select({ id }).from(supportCases)
    .where(and(eq(inbox, inboxId), eq(assigneeId, userId), inArray(state, [...unfinished]))).for('update')
  const createdAt = new Date()
  const data = JSON.stringify({ before: userId, after: null })
  for (const ids of batchesOf(rows.map(({ id }) => id))) {
    await tx.update(supportCases)
      .set({ assigneeId: null, assignedAt: null, version: sql`${supportCases.version} + 1` })
      .where(inArray(supportCases.id, ids))
    await tx.insert(supportCaseEvents)
      .values(ids.map(caseId => ({ caseId, inboxId, kind: 'assigned' as const, data, createdAt })))
  }
}

async function leaveTeams(tx: Queries, inboxId: number, userId: number): Promise<void> {
  const teams = tx.select({ id: supportTeams.id }).from(supportTeams).where(eq(supportTeams.inboxId, inboxId))
  await tx.delete(supportTeamAgents)
    .where(and(eq(supportTeamAgents.userId, userId), inArray(supportTeamAgents.teamId, teams)))
}
