import { and, asc, count, eq, inArray, isNotNull, isNull } from 'drizzle-orm'
import type { SupportAssignment } from '#shared/protocol/admin/adminInbox'
import { supportCases, supportInboxes } from '../../../../drizzle/chat/support'
import { chatDatabase } from '../../../database/databases'
import type { Queries } from '../../../database/transaction'
import { agentIdsOf } from '../agent'
import { selectCases } from '../case'
import type { FoundCase } from '../case'
import { decideCase } from '../caseDecision'
import { recordCaseEvent } from '../caseEvent'
import { follow, lockRoom } from '../caseWatch'
import { inboxFields } from '../inbox'
import type { InboxRow } from '../inbox'
import { teamsOf } from '../team/team'
import { lookForAgents } from './agentPresence'
import type { AgentPresence, FindPresent } from './agentPresence'
import { returnCases } from './caseReturn'
import { chooseAgent } from './choice'

const atOnce = 200

/**
 * Takes the cases that wait for an answer from agents who have been gone for long, and gives those of nobody to agents
 * who are there. By any node, at any time: each case is decided under its lock, and what the timeline says of it was
 * done by nobody.
 */
export async function assignCases(findPresent: FindPresent): Promise<void> {
  const presence = await lookForAgents(findPresent)
  const inboxes = await chatDatabase().queries.select().from(supportInboxes).where(isNull(supportInboxes.deletedAt))
  for (const inbox of inboxes) {
    const assignment = inboxFields(inbox).assignment
    await returnCases(inbox, assignment, presence)
    if (assignment.mode !== 'manual') await giveCases(inbox, assignment, presence)
  }
}

async function giveCases(
  inbox: InboxRow, assignment: SupportAssignment, { available }: AgentPresence,
): Promise<void> {
  if (available.size === 0) return
  const { inboxId, state, assigneeId, id } = supportCases
  const waiting = await selectCases(chatDatabase().queries)
    .where(and(eq(inboxId, inbox.id), eq(state, 'open'), isNull(assigneeId))).orderBy(asc(id)).limit(atOnce)
  if (waiting.length === 0) return
  const teams = new Map((await teamsOf([inbox.id])).get(inbox.id)?.map(team => [team.id, new Set(team.agents)]))
  const full = new Set<number | null>()
  for (const found of waiting) {
    // When nobody of a team may have more, the next case of that team has to wait too.
    if (full.has(found.row.teamId)) continue
    const given = await decideCase(found, async (tx, row, held) => {
      if (row.assigneeId || row.state !== 'open') return undefined
      const team = row.teamId === null ? undefined : teams.get(row.teamId)
      const able = [...available].filter(userId => !team || team.has(userId))
      return give(tx, { ...found, row, room: held }, assignment, able)
    })
    if (!given) full.add(found.row.teamId)
  }
}

/** While the inbox is held, so that of two nodes the second counts what the first has given. */
async function give(tx: Queries, { row, room, inbox }: FoundCase, assignment: SupportAssignment, able: number[]) {
  const userId = await chooseUnderLock(tx, inbox, assignment, able)
  if (userId === undefined) return undefined
  await recordCaseEvent(tx, row, { kind: 'assigned', actorId: null, after: userId })
  await tx.update(supportInboxes).set({ lastAssignedId: userId }).where(eq(supportInboxes.id, inbox.id))
  return { fields: { assigneeId: userId, assignedAt: new Date() }, following: await follow(tx, row, room, userId) }
}

async function chooseUnderLock(
  tx: Queries, { id, roomId }: InboxRow, assignment: SupportAssignment, able: number[],
): Promise<number | undefined> {
  if (able.length === 0) return undefined
  await lockRoom(tx, roomId)
  const agents = new Set((await agentIdsOf(tx, [roomId])).get(roomId))
  const [inbox] = await tx.select({ lastId: supportInboxes.lastAssignedId }).from(supportInboxes)
    .where(eq(supportInboxes.id, id))
  const userIds = able.filter(userId => agents.has(userId))
  return chooseAgent(assignment, { userIds, loads: await loadsOf(tx, id), lastId: inbox?.lastId ?? null })
}

async function loadsOf(tx: Queries, inbox: number): Promise<Map<number, number>> {
  const { inboxId, state, assigneeId } = supportCases
  const rows = await tx.select({ userId: assigneeId, cases: count() }).from(supportCases)
    .where(and(eq(inboxId, inbox), inArray(state, ['open', 'waiting']), isNotNull(assigneeId))).groupBy(assigneeId)
  return new Map(rows.flatMap(({ userId, cases }) => userId === null ? [] : [[userId, cases]]))
}
