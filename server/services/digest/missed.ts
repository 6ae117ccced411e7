import { and, desc, eq, gt, gte, inArray, isNull, lte, ne, or, sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import { memberships, mentions, messages, rooms } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { blockersOf } from '../memberships/blocks'
import { decodeMentions } from '../messages/mention'
import { everybody } from '../messages/mentionRows'

/** A message that somebody has missed. */
export interface Missed {
  roomId: number
  /** Null for a direct room. */
  roomName: string | null
  seq: number
  authorId: number
  body: string
  createdAt: Date
}

interface Found extends Missed { isForThoseThere: boolean }

/** From a time on, up to another one. */
export interface Period { since: Date, until: Date }

/** More than anybody reads in an e-mail. */
const foundAtMost = 200

/**
 * Direct messages and mentions of that period which the person has not read, the oldest first, as they may see them at
 * this moment: of rooms that they are in and want to hear of (not muted, not put away), neither deleted, nor their own,
 * nor of somebody whom they have blocked. `@here` was for those who were there.
 */
export async function findMissed(userId: number, period: Period): Promise<Missed[]> {
  const found = (await Promise.all([findDirect(userId, period), findMentions(userId, period)])).flat()
  const authors = [...new Set(found.map(({ authorId }) => authorId))]
  const blocked = new Map(await Promise.all(
    authors.map(async authorId => [authorId, (await blockersOf(authorId)).has(userId)] as const),
  ))
  const byPlace = new Map(found.filter(({ authorId, isForThoseThere }) => !blocked.get(authorId) && !isForThoseThere)
    .map(({ isForThoseThere: _here, ...missed }) => [`${missed.roomId}:${missed.seq}`, missed]))
  return [...byPlace.values()].sort((one, other) => one.createdAt.getTime() - other.createdAt.getTime())
}

export const unread = and(
  ne(memberships.notification, 'none'),
  or(isNull(memberships.mutedUntil), lte(memberships.mutedUntil, sql`UTC_TIMESTAMP(3)`)),
  sql`${memberships.readSeq} < ${rooms.lastSeq}`,
  isNull(rooms.deletedAt),
)

const columns = {
  roomId: messages.roomId, seq: messages.seq, authorId: messages.authorId, body: messages.body,
  createdAt: messages.createdAt, mentions: messages.mentions, roomName: rooms.name, kind: rooms.kind,
}

/** Behind the reading position, and behind the place up to which the person has put the room away. */
const behind = sql`GREATEST(${memberships.readSeq}, COALESCE(${memberships.hiddenSeq}, 0))`

async function findDirect(userId: number, period: Period): Promise<Found[]> {
  const rows = await chatDatabase().queries.select(columns).from(memberships)
    .innerJoin(rooms, eq(rooms.id, memberships.roomId))
    .innerJoin(messages, and(eq(messages.roomId, rooms.id), gt(messages.seq, behind)))
    .where(and(news(userId, period), eq(rooms.kind, 'direct'), eq(memberships.notification, 'all')))
    .orderBy(desc(messages.createdAt)).limit(foundAtMost)
  return rows.map(row => toFound(row, userId))
}

/** What was said to everybody before the person came is not theirs. */
async function findMentions(userId: number, period: Period): Promise<Found[]> {
  const all = and(eq(mentions.userId, everybody), gte(mentions.createdAt, memberships.joinedAt))
  const rows = await chatDatabase().queries.select(columns).from(mentions)
    .innerJoin(memberships, and(eq(memberships.roomId, mentions.roomId), eq(memberships.userId, userId)))
    .innerJoin(rooms, eq(rooms.id, mentions.roomId))
    .innerJoin(messages, and(eq(messages.roomId, mentions.roomId), eq(messages.seq, mentions.seq)))
    .where(and(
      inArray(mentions.userId, [userId, everybody]), or(eq(mentions.userId, userId), all),
      gt(mentions.createdAt, period.since), gt(mentions.seq, behind), news(userId, period),
    ))
    .orderBy(desc(messages.createdAt)).limit(foundAtMost)
  return rows.map(row => toFound(row, userId))
}

function news(userId: number, { since, until }: Period): SQL | undefined {
  return and(
    eq(memberships.userId, userId), unread, ne(messages.authorId, userId), isNull(messages.deletedAt),
    gt(messages.createdAt, since), lte(messages.createdAt, until),
  )
}

interface Row extends Omit<Missed, 'body'> { body: string | null, kind: string, mentions: string | null }

function toFound({ kind, mentions: encoded, ...row }: Row, userId: number): Found {
  const isDirect = kind === 'direct'
  const { mentions: named = [], mentionsAll } = decodeMentions(encoded)
  return {
    ...row,
    body: row.body ?? '',
    roomName: isDirect ? null : row.roomName ?? '',
    isForThoseThere: !isDirect && mentionsAll === 'here' && !named.includes(userId),
  }
}
