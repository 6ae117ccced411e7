import { and, desc, eq, exists, inArray, isNull, like, lt, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { CustomerCase, SupportCase } from '#shared/protocol/supportCase'
import type { User } from '#shared/protocol/user'
import type { CaseList } from '#shared/schemas/supportCase'
import { rooms } from '../../../../drizzle/chat/schema'
import { supportCaseLabels, supportCases } from '../../../../drizzle/chat/support'
import { AppError } from '../../../core/errors'
import { chatDatabase } from '../../../database/databases'
import { decodeNumbers, encodeNumbers, escapeLike } from '../../lists/cursor'
import { requireInboxIds } from '../agent'
import { describeCases, labelKeyOf, requireCase, requireOwnCase, selectCases, unfinished } from '../case'
import type { FoundCase } from '../case'
import { describeOwnCases } from '../customers/ownCases'
import { withQueue } from '../customers/queue'

interface Page<T> {
  cases: T[]
  cursor?: string
}

/**
 * Cases by their last change, the newest first: of the inboxes that the caller is an agent of, or with `own`, and for
 * customers always, those that the caller has opened. `not_found` for who is an agent of none of what is asked for.
 */
export async function listCases(user: User, list: CaseList): Promise<Page<SupportCase | CustomerCase>> {
  if (user.kind === 'customer' || list.view === 'own') {
    const { found, cursor } = await findPage('own cases', eq(supportCases.customerId, user.id), list)
    return { cases: await describeOwnCases(user.id, found), ...(cursor && { cursor }) }
  }
  const inboxIds = await requireInboxIds(user.id, list.inbox)
  const { found, cursor } = await findPage('cases', and(
    inArray(supportCases.inboxId, inboxIds), viewOf(user.id, list), labelled(list.label), matching(list.query),
    list.team === undefined ? undefined : eq(supportCases.teamId, list.team),
    list.customer === undefined ? undefined : eq(supportCases.customerId, list.customer), inRoom(list.room),
  ), list)
  return { cases: await describeCases(found), ...(cursor && { cursor }) }
}

/** A case as an agent of its inbox sees it, or as its customer does. */
export async function getCase(user: User, caseId: number): Promise<SupportCase | CustomerCase> {
  if (user.kind === 'customer') return withQueue(await requireOwnCase(user.id, caseId))
  const found = await requireCase(user.id, caseId).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not_found') return undefined
    throw error
  })
  if (!found) return withQueue(await requireOwnCase(user.id, caseId))
  const [now] = await describeCases([found])
  if (!now) throw new AppError('not_found')
  return now
}

async function findPage(
  name: string, which: SQL | undefined, { limit, cursor }: CaseList,
): Promise<{ found: FoundCase[], cursor?: string }> {
  const [time, id] = decodeNumbers(name, cursor, 2) ?? []
  const { updatedAt } = supportCases
  const at = time === undefined ? undefined : new Date(time)
  const older = at && or(lt(updatedAt, at), and(eq(updatedAt, at), lt(supportCases.id, id ?? 0)))
  const rows = await selectCases(chatDatabase().queries).where(and(which, older))
    .orderBy(desc(updatedAt), desc(supportCases.id)).limit(limit + 1)
  const found = rows.slice(0, limit)
  const last = rows.length > limit ? found.at(-1)?.row : undefined
  return { found, ...(last && { cursor: encodeNumbers(name, [last.updatedAt.getTime(), last.id]) }) }
}

function viewOf(userId: number, { customer, room, view }: CaseList): SQL | undefined {
  if (!view && (customer !== undefined || room !== undefined)) return undefined
  const { state, assigneeId } = supportCases
  if (view === 'mine') return and(eq(assigneeId, userId), inArray(state, [...unfinished]))
  if (view === 'unassigned') return and(isNull(assigneeId), inArray(state, [...unfinished]))
  if (!view || view === 'all' || view === 'own') return inArray(state, [...unfinished])
  return eq(state, view)
}

function inRoom(room: number | undefined): SQL | undefined {
  const { roomId, notesRoomId } = supportCases
  return room === undefined ? undefined : or(eq(roomId, room), eq(notesRoomId, room))
}

function labelled(label: string | undefined): SQL | undefined {
  if (label === undefined) return undefined
  const { caseId, labelKey } = supportCaseLabels
  return exists(chatDatabase().queries.select({ one: sql`1` }).from(supportCaseLabels)
    .where(and(eq(caseId, supportCases.id), eq(labelKey, labelKeyOf(label)))))
}

/** By what the customer gave as the topic, or by the number of the case. */
function matching(query: string): SQL | undefined {
  if (!query) return undefined
  const [, number] = /^#?(\d{1,15})$/.exec(query) ?? []
  return or(like(rooms.topic, `%${escapeLike(query)}%`), number ? eq(supportCases.id, Number(number)) : undefined)
}
