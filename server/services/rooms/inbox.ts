import { and, desc, eq, gt, gte, isNull, lt, lte, ne, not, or } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { AnyMySqlColumn } from 'drizzle-orm/mysql-core'
import type { Inbox, InboxFilter, InboxItem, InboxReason } from '#shared/protocol/inbox'
import type { InboxQuery } from '#shared/schemas/inbox'
import { memberships, mentions, messages, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { shown } from '../memberships/listedRoom'
import { everybody, fromBlocked } from '../messages/mentionRows'
import { peopleOf, toMessage } from '../messages/messageHistory'
import { getProfiles } from '../users/profile'
import { getRooms } from './roomList'

/** A message that is in the inbox; by its time, then by its place. */
interface Entry { createdAt: Date, roomId: number, seq: number, reason: InboxReason }

/** What is older than the last entry of the page before, for the columns that hold time and place. */
type Older = (createdAt: AnyMySqlColumn, roomId: AnyMySqlColumn, seq: AnyMySqlColumn) => SQL | undefined

const reasons = { directs: 'direct', unread: 'unread' } as const

/**
 * What concerns the caller, newest first: messages that mention them, read or not; the newest message of each direct
 * room; the newest message of each room with unread ones, but for rooms of which they want to hear nothing. A message
 * is there once.
 */
export async function listInbox(userId: number, { filter, limit, cursor }: InboxQuery): Promise<Inbox> {
  const older = olderThan(decodeNumbers('inbox', cursor, 3))
  const found = await Promise.all([
    ...(filter.includes('mentions') ? [findNamed(userId, older, limit + 1), findForAll(userId, older, limit + 1)] : []),
    ...(['directs', 'unread'] as const).filter(one => filter.includes(one))
      .map(one => findNewest(userId, one, older, limit + 1)),
  ])
  const entries = distinct(found.flat()).sort(byTime)
  const page = entries.slice(0, limit)
  const last = entries.length > limit ? page.at(-1) : undefined
  return {
    ...await show(userId, page),
    ...(last && { cursor: encodeNumbers('inbox', [last.createdAt.getTime(), last.roomId, last.seq]) }),
  }
}

function findNamed(userId: number, older: Older, limit: number): Promise<Entry[]> {
  const named = and(eq(mentions.userId, userId), ne(mentions.authorId, userId))
  return findMentions(userId, older, limit, named)
}

/** What was said to everybody before the person came is not theirs. */
function findForAll(userId: number, older: Older, limit: number): Promise<Entry[]> {
  const all = and(
    eq(mentions.userId, everybody), ne(mentions.authorId, userId), gte(mentions.createdAt, memberships.joinedAt),
    not(fromBlocked(userId)),
  )
  return findMentions(userId, older, limit, all)
}

async function findMentions(
  userId: number, older: Older, limit: number, which: SQL | undefined,
): Promise<Entry[]> {
  const { createdAt, roomId, seq } = mentions
  const rows = await chatDatabase().queries.select({ createdAt, roomId, seq }).from(mentions)
    .innerJoin(memberships, and(eq(memberships.roomId, roomId), eq(memberships.userId, userId)))
    .where(and(which, older(createdAt, roomId, seq)))
    .orderBy(desc(createdAt), desc(roomId), desc(seq)).limit(limit)
  return rows.map(row => ({ ...row, reason: 'mention' }))
}

async function findNewest(
  userId: number, filter: Exclude<InboxFilter, 'mentions'>, older: Older, limit: number,
): Promise<Entry[]> {
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

function olderThan(last: number[] | undefined): Older {
  if (!last) return () => undefined
  const [time = 0, room = 0, place = 0] = last
  const at = new Date(time)
  return (createdAt, roomId, seq) => or(
    lt(createdAt, at),
    and(eq(createdAt, at), or(lt(roomId, room), and(eq(roomId, room), lt(seq, place)))),
  )
}

/** Mentions come first in what was found, and unread rooms last. */
function distinct(entries: Entry[]): Entry[] {
  const byPlace = new Map<string, Entry>()
  for (const entry of entries) {
    const place = `${entry.roomId}:${entry.seq}`
    if (!byPlace.has(place)) byPlace.set(place, entry)
  }
  return [...byPlace.values()]
}

function byTime(one: Entry, other: Entry): number {
  return other.createdAt.getTime() - one.createdAt.getTime() || other.roomId - one.roomId || other.seq - one.seq
}

/** What was deleted, or left, since it was found is not shown. */
async function show(userId: number, page: Entry[]): Promise<Inbox> {
  if (page.length === 0) return { items: [], users: [] }
  const places = page.map(({ roomId, seq }) => and(eq(messages.roomId, roomId), eq(messages.seq, seq)))
  const [own, rows] = await Promise.all([
    getRooms(userId, [...new Set(page.map(entry => entry.roomId))]),
    chatDatabase().queries.select().from(messages).where(or(...places)),
  ])
  const byPlace = new Map(rows.map(row => [`${row.roomId}:${row.seq}`, toMessage(row)]))
  const items = page.flatMap(({ roomId, seq, reason }): InboxItem[] => {
    const [room, message] = [own.get(roomId), byPlace.get(`${roomId}:${seq}`)]
    return room && message ? [{ room, message, reason }] : []
  })
  const people = items.flatMap(({ message, room }) => [...peopleOf(message), ...peopleOfRoom(room)])
  return { items, users: [...(await getProfiles(people)).values()] }
}

function peopleOfRoom({ lastMessage }: InboxItem['room']): number[] {
  return lastMessage ? peopleOf(lastMessage) : []
}
