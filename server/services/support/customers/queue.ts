import { and, count, desc, eq, isNotNull, isNull, lte } from 'drizzle-orm'
import type { CustomerCase } from '#shared/protocol/supportCase'
import { isOpen, openMinutesBetween } from '#shared/support/hours'
import { supportCases } from '../../../../drizzle/chat/support'
import { chatDatabase } from '../../../database/databases'
import { toCustomerCase } from '../case'
import type { CaseRow, FoundCase } from '../case'
import { inboxFields } from '../inbox'
import type { InboxRow } from '../inbox'

/** How many of the last answers the expected wait is judged by, and how many there must be. */
const waits = { atMost: 20, atLeast: 5 }

/** With the place in the queue while nobody has answered, and in business hours with the wait to expect. */
export async function withQueue(found: FoundCase): Promise<CustomerCase> {
  const { row, inbox } = found
  if (row.firstAnsweredAt || row.state === 'resolved') return toCustomerCase(found)
  const open = isOpen(inboxFields(inbox).hours, new Date())
  const [position, expectedWaitSeconds] = await Promise.all([positionOf(row), open ? expectedWait(inbox) : undefined])
  return { ...toCustomerCase(found), position, ...(expectedWaitSeconds !== undefined && { expectedWaitSeconds }) }
}

/** The median of what the last customers waited, in seconds of business hours: a night in between was no wait. */
export async function expectedWait(inbox: InboxRow): Promise<number | undefined> {
  const { createdAt, firstAnsweredAt } = supportCases
  const rows = await chatDatabase().queries.select({ createdAt, firstAnsweredAt }).from(supportCases)
    .where(and(eq(supportCases.inboxId, inbox.id), isNotNull(firstAnsweredAt)))
    .orderBy(desc(firstAnsweredAt)).limit(waits.atMost)
  if (rows.length < waits.atLeast) return undefined
  const { hours } = inboxFields(inbox)
  const seconds = rows.map(row => openMinutesBetween(hours, row.createdAt, row.firstAnsweredAt ?? row.createdAt) * 60)
  return Math.round(seconds.sort((one, other) => one - other)[Math.floor(seconds.length / 2)] ?? 0)
}

/** Among those of the inbox that nobody has answered. */
async function positionOf({ id, inboxId }: CaseRow): Promise<number> {
  const before = and(
    eq(supportCases.inboxId, inboxId), eq(supportCases.state, 'open'), isNull(supportCases.firstAnsweredAt),
    lte(supportCases.id, id),
  )
  const [row] = await chatDatabase().queries.select({ cases: count() }).from(supportCases).where(before)
  return Math.max(1, Number(row?.cases ?? 1))
}
