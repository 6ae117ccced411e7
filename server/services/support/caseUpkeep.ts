import { and, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm'
import { memberships } from '../../../drizzle/chat/schema'
import { supportCases, supportInboxes } from '../../../drizzle/chat/support'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import { changeRoom, findMembership } from '../memberships/membership'
import { selectCases } from './case'
import type { CaseRow, FoundCase } from './case'
import { lockCase, stateFields, writeCase } from './caseChange'
import { announceCase, recordCaseEvent } from './caseEvent'
import type { CaseChange } from './caseEvent'

const atOnce = 200

/** Cases that were put off until now are open again. */
export async function wakeCases(): Promise<void> {
  const due = and(eq(supportCases.state, 'snoozed'), lte(supportCases.snoozedUntil, sql`UTC_TIMESTAMP(3)`))
  for (const found of await selectCases(chatDatabase().queries).where(due).limit(atOnce)) {
    await decide(found, async (tx, row) => {
      if (row.state !== 'snoozed' || !row.snoozedUntil || row.snoozedUntil > new Date()) return undefined
      await recordCaseEvent(tx, row, { kind: 'state', actorId: null, before: 'snoozed', after: 'open' })
      return stateFields('open')
    })
  }
}

/** What is assigned to somebody who is no agent any more, such as a deleted account, is nobody's. */
export async function releaseCases(): Promise<void> {
  const { assigneeId, state } = supportCases
  const agent = and(eq(memberships.roomId, supportInboxes.roomId), eq(memberships.userId, assigneeId))
  const orphaned = await selectCases(chatDatabase().queries).leftJoin(memberships, agent).where(and(
    isNotNull(assigneeId), inArray(state, ['open', 'waiting', 'snoozed']), isNull(memberships.userId),
    isNull(supportInboxes.deletedAt),
  )).limit(atOnce)
  for (const found of orphaned) {
    await decide(found, async (tx, row) => {
      if (!row.assigneeId || await findMembership(tx, found.inbox.roomId, row.assigneeId)) return undefined
      await recordCaseEvent(tx, row, { kind: 'assigned', actorId: null, before: row.assigneeId })
      return { assigneeId: null, assignedAt: null }
    })
  }
}

/** By Plaza itself, and by one node alone: it is looked at again under the lock. */
async function decide(
  found: FoundCase, fieldsOf: (tx: Queries, row: CaseRow) => Promise<Partial<CaseRow> | undefined>,
): Promise<void> {
  const change = await changeRoom(found.row.roomId, async (tx, room): Promise<CaseChange | undefined> => {
    const row = await lockCase(tx, found.row.id)
    const fields = await fieldsOf(tx, row)
    return fields && writeCase(tx, { ...found, row, room }, fields)
  }).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  })
  if (change) await announceCase(change)
}
