import { and, desc, eq, gt, gte, isNull, lt, lte, ne, not, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { AnyMySqlColumn } from 'drizzle-orm/mysql-core'
import type { InboxFilter, InboxReason } from '#shared/protocol/inbox'
import { memberships, mentions, messages, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { shown } from '../memberships/listedRoom'
import { everybody, fromBlocked } from '../messages/mentionRows'

/** A message that is in the inbox; by its time, then by its place. */
export interface InboxEntry { createdAt: Date, roomId: number, seq: number, reason: InboxReason }

/** What is older than the last entry of the page before, for the columns that hold time and place. */
export type Older = (createdAt: AnyMySqlColumn, roomId: AnyMySqlColumn, seq: AnyMySqlColumn) => SQL | undefined

export function olderThan(last: number[] | undefined): Older {
  if (!last) return () => undefined
  const [time = 0, room = 0, place = 0] = last
  const at = new Date(time)
  return (createdAt, roomId, seq) => or(
    lt(createdAt, at),
    and(eq(createdAt, at), or(lt(roomId, room), and(eq(roomId, room), lt(seq, place)))),
  )
}

const reasons = { directs: 'direct', unread: 'unread' } as const

export function findNamed(userId: number, older: Older, limit: number): Promise<InboxEntry[]> {
  const named = and(eq(mentions.userId, userId), ne(mentions.authorId, userId))
  return findMentions(userId, older, limit, named)
}

/** What was said to everybody before the person came is not theirs. */
export function findForAll(userId: number, older: Older, limit: number): Promise<InboxEntry[]> {
  const all = and(
    eq(mentions.userId, everybody), ne(mentions.authorId, userId), gte(mentions.createdAt, memberships.joinedAt),
    not(fromBlocked(userId)),
  )
  return findMentions(userId, older, limit, all)
}

async function findMentions(
  userId: number, older: Older, limit: number, which: SQL | undefined,
): Promise<InboxEntry[]> {
  const { createdAt, roomId, seq } = mentions
  const rows = await chatDatabase().queries.select({ createdAt, roomId, seq }).from(mentions)
    .innerJoin(memberships, and(eq(memberships.roomId, roomId), eq(memberships.userId, userId)))
    .where(and(which, older(createdAt, roomId, seq)))
    .orderBy(desc(createdAt), desc(roomId), desc(seq)).limit(limit)
  return rows.map(row => ({ ...row, reason: 'mention' }))
}

export async function findNewest(
  userId: number, filter: Exclude<InboxFilter, 'mentions'>, older: Older, limit: number,
): Promise<InboxEntry[]> {
  const { createdAt, roomId, seq } = messages
  const { notification, mutedUntil } = memberships
  const loud = and(ne(notification, 'none'), or(isNull(mutedUntil), lte(mutedUntil, new Date())))
  const which = filter === 'directs'
    ? eq(rooms.kind, 'direct')
    : and(ne(rooms.kind, 'support'), gt(rooms.lastSeq, memberships.readSeq), loud)
  const rows = await chatDatabase().queries.select({ createdAt, roomId, seq }).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .innerJoin(messages, and(eq(roomId, rooms.id), eq(seq, rooms.lastSeq)))
    .where(and(eq(memberships.userId, userId), isNull(rooms.deletedAt), shown, which, older(createdAt, roomId, seq)))
    .orderBy(desc(createdAt), desc(roomId), desc(seq)).limit(limit)
  return rows.map(row => ({ ...row, reason: reasons[filter] }))
}
