import { and, between, eq, inArray, isNull, lt, lte, ne, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { limits } from '#shared/limits'
import { memberships, mentions, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { everybody } from '../messages/mentionRows'
import { findAlerted } from '../support/desk/caseAlert'
import type { Span } from './span'

/** A member who may want to hear of new messages. */
export interface Listener {
  userId: number
  roomId: number
  readSeq: number
  /** Null for a direct room. */
  roomName: string | null
  isDirect: boolean
  /** A room of support. */
  isSupport: boolean
  /** Of each message; otherwise of those that mention them. */
  hearsAll: boolean
}

/**
 * Members (among `userIds`, if given) with something unread whose level asks for it: `all`, or `mentions` of those who
 * are mentioned. In a busy room, that is an open or a large one, `all` counts only for who has chosen it: as the
 * default it would mean a push for each word of a crowd. A muted room is silent. Of a case of support that is nobody's
 * the agents of its inbox hear too.
 */
export async function findListeners(spans: Span[], userIds?: number[]): Promise<Listener[]> {
  if (spans.length === 0 || userIds?.length === 0) return []
  const mentioned = await findMentioned(spans)
  const isCalm = and(ne(rooms.visibility, 'open'), lte(rooms.memberCount, limits.busyMembers))
  const hearsAll = and(eq(memberships.notification, 'all'), or(eq(memberships.notificationChosen, true), isCalm))
  const rows = await chatDatabase().queries
    .select({
      userId: memberships.userId, roomId: memberships.roomId, readSeq: memberships.readSeq,
      name: rooms.name, kind: rooms.kind, hearsAll: sql<number>`${hearsAll}`,
    })
    .from(memberships).innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .where(and(
      inArray(memberships.roomId, spans.map(({ roomId }) => roomId)),
      userIds && inArray(memberships.userId, userIds),
      isNull(rooms.deletedAt),
      sql`${memberships.readSeq} < ${rooms.lastSeq}`,
      ne(memberships.notification, 'none'),
      or(isNull(memberships.mutedUntil), lt(memberships.mutedUntil, new Date())),
      or(hearsAll, ...mentioned),
    ))
  const members = rows.map(({ name, kind, ...row }): Listener => {
    const isDirect = kind === 'direct'
    return {
      ...row, isDirect, isSupport: kind === 'support', hearsAll: Number(row.hearsAll) === 1,
      roomName: isDirect ? null : name ?? '',
    }
  })
  return [...members, ...await findAgents(spans, userIds)]
}

/** Who answers an inbox hears of each word of a case that is nobody's. */
async function findAgents(spans: Span[], userIds?: number[]): Promise<Listener[]> {
  const alerted = await findAlerted(spans.map(({ roomId }) => roomId), userIds)
  return alerted.map(({ name, ...agent }) =>
    ({ ...agent, readSeq: 0, roomName: name, isDirect: false, isSupport: true, hearsAll: true }))
}

/** The members whom these messages mention, by name or with everybody else. */
async function findMentioned(spans: Span[]): Promise<(SQL | undefined)[]> {
  const places = spans.map(({ roomId, firstSeq, lastSeq }) =>
    and(eq(mentions.roomId, roomId), between(mentions.seq, firstSeq, lastSeq)))
  const rows = await chatDatabase().queries.selectDistinct({ roomId: mentions.roomId, userId: mentions.userId })
    .from(mentions).where(or(...places))
  return [...Map.groupBy(rows, row => row.roomId)].map(([roomId, same]) => {
    const ids = same.map(row => row.userId)
    return and(eq(memberships.roomId, roomId), ids.includes(everybody) ? undefined : inArray(memberships.userId, ids))
  })
}
