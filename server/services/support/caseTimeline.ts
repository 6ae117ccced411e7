import { and, desc, eq, lt, ne } from 'drizzle-orm'
import type { CaseEvent, TimelineEntry } from '#shared/protocol/supportCase'
import type { Profile } from '#shared/protocol/user'
import type { ListQuery } from '#shared/schemas/common'
import { messages } from '../../../drizzle/chat/schema'
import { supportCaseEvents } from '../../../drizzle/chat/support'
import { chatDatabase } from '../../database/databases'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { peopleOf, toMessage } from '../messages/messageHistory'
import { getProfiles } from '../users/profile'
import { requireCase } from './case'

interface Placed {
  /** Of its own list, newest first. */
  place: number
  at: number
  entry: TimelineEntry
}

const end = Number.MAX_SAFE_INTEGER

/**
 * Messages, notes and what happened to a case, as one list by time, ascending; the newest page first. Each of the three
 * keeps its own order, whatever the clocks of the nodes said.
 */
export async function listTimeline(
  userId: number, caseId: number, { limit, cursor }: Pick<ListQuery, 'limit' | 'cursor'>,
): Promise<{ entries: TimelineEntry[], users: Profile[], cursor?: string }> {
  const { row } = await requireCase(userId, caseId)
  const name = `timeline ${caseId}`
  const before = decodeNumbers(name, cursor, 3) ?? [end, end, end]
  const lists = await Promise.all([
    findMessages('message', row.roomId, before[0] ?? end, limit + 1),
    row.notesRoomId ? findMessages('note', row.notesRoomId, before[1] ?? end, limit + 1) : [],
    findEvents(row.id, before[2] ?? end, limit + 1),
  ])
  const { newest, reached } = mergeNewest(lists, before, limit)
  const more = lists.some((list, n) => list.some(({ place }) => place < (reached[n] ?? end)))
  const people = newest.flatMap(({ entry }) =>
    entry.kind === 'event' ? entry.event.actorId ?? [] : peopleOf(entry.message))
  return {
    entries: newest.map(({ entry }) => entry).reverse(),
    users: [...(await getProfiles(people)).values()],
    ...(more && { cursor: encodeNumbers(name, reached) }),
  }
}

/** Only the heads are compared, so that no page ends before entries that the next one takes for shown. */
function mergeNewest(lists: Placed[][], before: number[], limit: number): { newest: Placed[], reached: number[] } {
  const heads = lists.map(() => 0)
  const reached = [...before]
  const newest: Placed[] = []
  while (newest.length < limit) {
    let latest: { n: number, found: Placed } | undefined
    lists.forEach((list, n) => {
      const found = list[heads[n] ?? 0]
      if (found && (!latest || found.at > latest.found.at)) latest = { n, found }
    })
    if (!latest) break
    const { n, found } = latest as { n: number, found: Placed }
    heads[n] = (heads[n] ?? 0) + 1
    reached[n] = found.place
    newest.push(found)
  }
  return { newest, reached }
}

async function findMessages(
  kind: 'message' | 'note', roomId: number, before: number, limit: number,
): Promise<Placed[]> {
  const rows = await chatDatabase().queries.select().from(messages)
    .where(and(eq(messages.roomId, roomId), lt(messages.seq, before))).orderBy(desc(messages.seq)).limit(limit)
  return rows.map(row => ({ place: row.seq, at: row.createdAt.getTime(), entry: { kind, message: toMessage(row) } }))
}

async function findEvents(caseId: number, before: number, limit: number): Promise<Placed[]> {
  const rows = await chatDatabase().queries.select().from(supportCaseEvents)
    .where(and(
      eq(supportCaseEvents.caseId, caseId), lt(supportCaseEvents.id, before), ne(supportCaseEvents.kind, 'replied'),
    ))
    .orderBy(desc(supportCaseEvents.id)).limit(limit)
  return rows.flatMap(toEvent)
    .map(event => ({ place: event.id, at: Date.parse(event.createdAt), entry: { kind: 'event', event } }))
}

function toEvent({ id, kind, actorId, data, createdAt }: typeof supportCaseEvents.$inferSelect): CaseEvent[] {
  if (kind === 'replied') return []
  const { before, after } = JSON.parse(data) as { before: unknown, after: unknown }
  return [{ id, kind, actorId, before, after, createdAt: createdAt.toISOString() }]
}
