import { and, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import { memberships } from '../../../../drizzle/chat/schema'
import { supportCases, supportInboxes } from '../../../../drizzle/chat/support'
import { chatDatabase } from '../../../database/databases'
import { findMembership } from '../../memberships/membership'
import { selectCases, unfinished } from '../case'
import { stateFields } from '../caseState'
import { decideCase } from '../caseDecision'
import { recordCaseEvent } from '../caseEvent'

const atOnce = 200

/** Cases that were put off until now are open again. */
export async function wakeCases(): Promise<void> {
  const due = and(eq(supportCases.state, 'snoozed'), lte(supportCases.snoozedUntil, sql`UTC_TIMESTAMP(3)`))
  for (const found of await selectCases(chatDatabase().queries).where(due).limit(atOnce)) {
    await decideCase(found, async (tx, row) => {
      if (row.state !== 'snoozed' || !row.snoozedUntil || row.snoozedUntil > new Date()) return undefined
      await recordCaseEvent(tx, row, { kind: 'state', actorId: null, before: 'snoozed', after: 'open' })
      return { fields: stateFields('open') }
    })
  }
}

/** What is assigned to somebody who is no agent any more, such as a deleted account, is nobody's. */
export async function releaseCases(): Promise<void> {
  const { assigneeId, state } = supportCases
  const agent = and(eq(memberships.roomId, supportInboxes.roomId), eq(memberships.userId, assigneeId))
  const orphaned = await selectCases(chatDatabase().queries).leftJoin(memberships, agent).where(and(
    isNotNull(assigneeId), inArray(state, [...unfinished]), isNull(memberships.userId),
    isNull(supportInboxes.deletedAt),
  )).limit(atOnce)
  for (const found of orphaned) {
    await decideCase(found, async (tx, row) => {
      if (!row.assigneeId || await findMembership(tx, found.inbox.roomId, row.assigneeId)) return undefined
      await recordCaseEvent(tx, row, { kind: 'assigned', actorId: null, before: row.assigneeId })
      return { fields: { assigneeId: null, assignedAt: null } }
    })
  }
}
