import { and, eq, inArray, isNotNull, isNull, lt, or, sql } from 'drizzle-orm'
import type { AgentFigures, SupportFigures } from '#shared/protocol/supportFigures'
import type { FiguresQuery } from '#shared/schemas/supportFigures'
import { limits } from '#shared/limits'
import { addDays, localTimeOf } from '#shared/support/localTime'
import { supportCases, supportInboxes } from '../../../../drizzle/chat/support'
import { invalidField } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { getProfiles } from '../../users/profile'
import { requireInboxIds } from '../agent'
import { inboxFields } from '../inbox'
import { readHistory } from './caseHistory'
import { CaseTally } from './caseTally'
import type { AgentTally } from './caseTally'

const defaultDays = 28

type Asked = Omit<FiguresQuery, 'format'>

/**
 * How the desk of an agent does, of one inbox or all of theirs (`not_found` for who is an agent of none), in the time
 * zone of the inbox. Without office hours, and of inboxes of several time zones, it is that of the reader, or UTC.
 */
export async function readFigures(userId: number, asked: Asked): Promise<SupportFigures> {
  const inboxIds = await requireInboxIds(userId, asked.inbox)
  const timeZone = await timeZoneOf(inboxIds) ?? asked.timeZone ?? 'UTC'
  const localTime = localTimeOf(timeZone)
  const { from, to } = periodOf(asked, localTime(new Date()).day)
  const { team, agent } = asked
  const tally = new CaseTally({ from, to, localTime, ...(agent !== undefined && { agent }) })
  const filter = { inboxIds, from, to, ...(team !== undefined && { team }) }
  for await (const events of readHistory(filter)) {
    for (const event of events) tally.add(event)
  }
  const [agents, now] = await Promise.all([describeAgents(tally.agents, agent), countNow(inboxIds, asked)])
  return { timeZone, ...tally.figures, ...now, agents }
}

function periodOf({ from, to }: Asked, today: string): { from: string, to: string } {
  const last = to ?? (from ? [today, addDays(from, limits.support.figureDays - 1)].sort()[0] ?? today : today)
  const first = from ?? addDays(last, 1 - defaultDays)
  if (first > last) throw invalidField('from', 'order')
  return { from: first, to: last }
}

async function timeZoneOf(inboxIds: number[]): Promise<string | undefined> {
  const rows = await chatDatabase().queries.select().from(supportInboxes).where(inArray(supportInboxes.id, inboxIds))
  const [zone, ...others] = new Set(rows.map(row => inboxFields(row).hours?.timeZone))
  return others.length === 0 ? zone : undefined
}

async function describeAgents(tallies: Map<number, AgentTally>, only?: number): Promise<AgentFigures[]> {
  const wanted = [...tallies].filter(([userId]) => only === undefined || userId === only)
  const profiles = await getProfiles(wanted.map(([userId]) => userId))
  return wanted.flatMap(([userId, tally]) => {
    const user = profiles.get(userId)
    return user ? [{ user, ...tally }] : []
  }).sort((one, other) => other.answers - one.answers || one.user.id - other.user.id)
}

/** Whatever the period: what there is to do. */
async function countNow(inboxIds: number[], { team, agent }: Asked): Promise<{ waiting: number, overdue: number }> {
  const { inboxId, state, waitingSince, firstAnsweredAt, firstAnswerDueAt, resolutionDueAt } = supportCases
  const now = new Date()
  const waits = and(eq(state, 'open'), isNotNull(waitingSince))
  const late = or(and(isNull(firstAnsweredAt), lt(firstAnswerDueAt, now)), lt(resolutionDueAt, now))
  const [row] = await chatDatabase().queries.select({
    waiting: sql<number>`COALESCE(SUM(${waits}), 0)`.mapWith(Number),
    overdue: sql<number>`COALESCE(SUM(${late}), 0)`.mapWith(Number),
  }).from(supportCases).where(and(
    inArray(inboxId, inboxIds), inArray(state, ['open', 'waiting', 'snoozed']),
    team === undefined ? undefined : eq(supportCases.teamId, team),
    agent === undefined ? undefined : eq(supportCases.assigneeId, agent),
  ))
  return { waiting: row?.waiting ?? 0, overdue: row?.overdue ?? 0 }
}
