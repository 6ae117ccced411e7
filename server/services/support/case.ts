import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { CaseLink, CaseRating, CustomerCase, CustomerCaseState, SupportCase } from '#shared/protocol/supportCase'
import { memberships, messages, rooms } from '../../../drizzle/chat/schema'
import { supportCaseLabels, supportCaseLinks, supportCases, supportInboxes } from '../../../drizzle/chat/support'
import { AppError } from '../../core/errors'
import { chatDatabase } from '../../database/databases'
import type { Queries } from '../../database/transaction'
import type { RoomRow } from '../memberships/membership'
import { toMessage } from '../messages/messageHistory'
import { searchKey } from '../users/name'
import { getProfiles } from '../users/profile'
import { describeCustomers } from './customer'
import { findBlocked } from './blocked'
import { decodeContext } from './context'
import type { InboxRow } from './inbox'

/** What is still to be done. */
export const unfinished = ['open', 'waiting', 'snoozed'] as const

export type CaseRow = typeof supportCases.$inferSelect

/** A case with its inbox and its room; there is no way to load one but through the caller's right to it. */
export interface FoundCase {
  row: CaseRow
  inbox: InboxRow
  room: RoomRow
}

/** A case as one of the agents of its inbox; for everybody else, its customer too, `not_found`. */
export async function requireCase(
  userId: number, caseId: number, queries: Queries = chatDatabase().queries,
): Promise<FoundCase> {
  const [found] = await selectCases(queries)
    .innerJoin(memberships, and(eq(memberships.roomId, supportInboxes.roomId), eq(memberships.userId, userId)))
    .where(and(eq(supportCases.id, caseId), isNull(supportInboxes.deletedAt)))
  if (!found) throw new AppError('not_found')
  return found
}

/** A case as its customer, or `not_found`. */
export async function requireOwnCase(userId: number, caseId: number): Promise<FoundCase> {
  const [found] = await selectCases(chatDatabase().queries)
    .where(and(eq(supportCases.id, caseId), eq(supportCases.customerId, userId)))
  if (!found) throw new AppError('not_found')
  return found
}

export function selectCases(queries: Queries) {
  return queries.select({ row: supportCases, inbox: supportInboxes, room: rooms }).from(supportCases)
    .innerJoin(supportInboxes, eq(supportInboxes.id, supportCases.inboxId))
    .innerJoin(rooms, eq(rooms.id, supportCases.roomId)).$dynamic()
}

/** Cases as agents see them, in the order given. */
export async function describeCases(found: Pick<FoundCase, 'row' | 'room'>[]): Promise<SupportCase[]> {
  const ids = found.map(({ row }) => row.id)
  const customerIds = found.map(({ row }) => row.customerId)
  const [customers, blocked, assignees, labels, links, last] = await Promise.all([
    describeCustomers(customerIds),
    findBlocked(customerIds),
    getProfiles(found.flatMap(({ row }) => row.assigneeId ?? [])),
    labelsOf(ids),
    linksOf(ids),
    lastMessages(found.map(({ room }) => room)),
  ])
  return found.flatMap(({ row, room }): SupportCase[] => {
    const customer = customers.get(row.customerId)
    const lastMessage = last.get(room.id)
    if (!customer) return []
    const { id, inboxId, roomId, notesRoomId, state, priority, teamId, version } = row
    return [{
      id, inboxId, roomId, notesRoomId, state, priority, teamId, version,
      labels: labels.get(id) ?? [],
      links: links.get(id) ?? [],
      topic: room.topic,
      customer: {
        ...customer, context: decodeContext(row.context), blocked: blocked.has(`${inboxId}:${row.customerId}`),
      },
      assignee: assignees.get(row.assigneeId ?? 0) ?? null,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      waitingSince: row.waitingSince?.toISOString() ?? null,
      firstAnsweredAt: row.firstAnsweredAt?.toISOString() ?? null,
      firstAnswerDueAt: row.firstAnswerDueAt?.toISOString() ?? null,
      resolutionDueAt: row.resolutionDueAt?.toISOString() ?? null,
      resolvedAt: row.resolvedAt?.toISOString() ?? null,
      snoozedUntil: row.snoozedUntil?.toISOString() ?? null,
      rating: toRating(row),
      ...(lastMessage && { lastMessage }),
    }]
  })
}

/** A case as its customer sees it: nothing of it is the team's own. */
export function toCustomerCase({ row, inbox, room }: FoundCase): CustomerCase {
  const { inboxKey, name, greeting, colour } = inbox
  return {
    id: row.id,
    roomId: row.roomId,
    state: customerState(row),
    topic: room.topic,
    inbox: { key: String(inboxKey), name, greeting, colour },
    createdAt: row.createdAt.toISOString(),
    rating: toRating(row),
  }
}

export function customerState({ state }: Pick<CaseRow, 'state'>): CustomerCaseState {
  return state === 'resolved' ? 'resolved' : 'open'
}

/** By what a label is found, however it is written; as long as its column is. */
export function labelKeyOf(label: string): string {
  return searchKey(label, 320)
}

export async function labelsOf(caseIds: number[], queries = chatDatabase().queries): Promise<Map<number, string[]>> {
  if (caseIds.length === 0) return new Map()
  const rows = await queries.select().from(supportCaseLabels)
    .where(inArray(supportCaseLabels.caseId, caseIds)).orderBy(supportCaseLabels.caseId, supportCaseLabels.labelKey)
  return new Map([...Map.groupBy(rows, row => row.caseId)].map(([id, same]) => [id, same.map(row => row.label)]))
}

async function linksOf(caseIds: number[]): Promise<Map<number, CaseLink[]>> {
  if (caseIds.length === 0) return new Map()
  const { caseId, otherId } = supportCaseLinks
  const { queries } = chatDatabase()
  const rows = await queries.select({ caseId, id: otherId, topic: rooms.topic, state: supportCases.state })
    .from(supportCaseLinks).innerJoin(supportCases, eq(supportCases.id, otherId))
    .innerJoin(rooms, eq(rooms.id, supportCases.roomId))
    .where(inArray(caseId, caseIds)).orderBy(caseId, otherId)
  const byCase = Map.groupBy(rows, row => row.caseId)
  return new Map([...byCase].map(([id, same]) => [id, same.map(({ caseId: _, ...link }) => link)]))
}

/** The last message of each room that has one. */
export async function lastMessages(found: RoomRow[]) {
  const ids = found.filter(room => room.lastSeq > 0).map(room => room.id)
  if (ids.length === 0) return new Map<number, ReturnType<typeof toMessage>>()
  const rows = await chatDatabase().queries.select({ message: messages }).from(rooms)
    .innerJoin(messages, and(eq(messages.roomId, rooms.id), eq(messages.seq, rooms.lastSeq)))
    .where(inArray(rooms.id, ids))
  return new Map(rows.map(({ message }) => [message.roomId, toMessage(message)]))
}

function toRating({ rating, ratingText, ratedAt }: CaseRow): CaseRating | null {
  return rating === null || !ratedAt ? null : { score: rating, text: ratingText ?? '', ratedAt: ratedAt.toISOString() }
}
