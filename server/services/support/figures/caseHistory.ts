import { and, asc, eq, gte, inArray, lt } from 'drizzle-orm'
import { supportCaseEvents, supportCases } from '../../../../drizzle/chat/support'
import { chatDatabase } from '../../../database/databases'
import { addDays } from '#shared/support/localTime'

/** What figures are made of: something that happened to a case, and what the case is now. */
export interface HistoryEvent {
  caseId: number
  kind: 'opened' | 'answered' | 'replied' | 'rated' | 'resolved'
  actorId: number | null
  assigneeId: number | null
  at: Date
  openedAt: Date
  /** When a target wanted it. */
  due: Date | undefined
  /** Of a rating. */
  score: number
}

export interface HistoryFilter {
  inboxIds: number[]
  team?: number
  from: string
  to: string
}

const kinds = ['opened', 'answered', 'replied', 'rated', 'state', 'ended'] as const
/** No clock on a wall is further away from UTC. */
const marginMs = 15 * 60 * 60_000
const daysAtOnce = 7

/**
 * What happened to the cases of some inboxes around these days, in the order of time; some of it a few hours before and
 * after, as the clock of a time zone decides which day it was. A week at a time: a year of a busy desk is much to hold.
 */
export async function* readHistory({ inboxIds, team, from, to }: HistoryFilter): AsyncGenerator<HistoryEvent[]> {
  const end = new Date(instantOf(addDays(to, 1)).getTime() + marginMs)
  for (let start = new Date(instantOf(from).getTime() - marginMs); start < end;) {
    const next = new Date(Math.min(end.getTime(), start.getTime() + daysAtOnce * 24 * 60 * 60_000))
    yield await readBetween(inboxIds, team, [start, next])
    start = next
  }
}

async function readBetween(
  inboxIds: number[], team: number | undefined, [from, to]: [Date, Date],
): Promise<HistoryEvent[]> {
  const { caseId, kind, actorId, data, createdAt, inboxId, id } = supportCaseEvents
  const rows = await chatDatabase().queries.select({
    caseId, kind, actorId, data, at: createdAt, assigneeId: supportCases.assigneeId, openedAt: supportCases.createdAt,
  }).from(supportCaseEvents).innerJoin(supportCases, eq(supportCases.id, caseId)).where(and(
    inArray(inboxId, inboxIds), gte(createdAt, from), lt(createdAt, to), inArray(kind, [...kinds]),
    team === undefined ? undefined : eq(supportCases.teamId, team),
  )).orderBy(asc(createdAt), asc(id))
  return rows.flatMap(({ kind, data, ...event }): HistoryEvent[] => {
    const { after, due } = JSON.parse(data) as { after: unknown, due?: string }
    const known = knownKind(kind, after)
    return known
      ? [{ ...event, kind: known, due: due === undefined ? undefined : new Date(due), score: Number(after) }]
      : []
  })
}

function knownKind(kind: typeof supportCaseEvents.$inferSelect['kind'], after: unknown) {
  if (kind === 'ended' || (kind === 'state' && after === 'resolved')) return 'resolved'
  return kind === 'opened' || kind === 'answered' || kind === 'replied' || kind === 'rated' ? kind : undefined
}

function instantOf(day: string): Date {
  return new Date(`${day}T00:00:00.000Z`)
}
