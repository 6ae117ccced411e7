import { and, count, inArray, sql } from 'drizzle-orm'
import type { CaseCounts } from '#shared/protocol/supportCase'
import { supportCases } from '../../../../drizzle/chat/support'
import { chatDatabase } from '../../../database/databases'
import { requireInboxIds } from '../agent'

const counted = ['open', 'waiting', 'snoozed', 'spam'] as const

/**
 * How many cases the views of an agent have, of one inbox or all of theirs; `not_found` for who is an agent of none.
 * Read from one index. What is resolved grows for ever and is not counted.
 */
export async function countCases(userId: number, inbox?: number): Promise<CaseCounts> {
  const inboxIds = await requireInboxIds(userId, inbox)
  const { inboxId, state, assigneeId } = supportCases
  const rows = await chatDatabase().queries.select({
    state, all: count(),
    mine: sql<number>`COALESCE(SUM(${assigneeId} = ${userId}), 0)`.mapWith(Number),
    unassigned: sql<number>`COALESCE(SUM(${assigneeId} IS NULL), 0)`.mapWith(Number),
  }).from(supportCases).where(and(inArray(inboxId, inboxIds), inArray(state, [...counted]))).groupBy(state)
  const counts: CaseCounts = { mine: 0, unassigned: 0, open: 0, waiting: 0, snoozed: 0, spam: 0 }
  for (const row of rows) {
    if (row.state === 'resolved') continue
    counts[row.state] = row.all
    if (row.state === 'spam') continue
    counts.mine += row.mine
    counts.unassigned += row.unassigned
  }
  return counts
}
