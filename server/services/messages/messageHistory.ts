import { and, asc, desc, eq, gt, lte, sql } from 'drizzle-orm'
import type { Message, MessagePage } from '#shared/protocol/message'
import type { PageQuery } from '#shared/schemas/message'
import { messages } from '../../../drizzle/chat/schema'
import { chatDatabase } from '../../database/databases'
import { prepared } from '../../database/prepared'
import { AppError } from '../../core/errors'
import type { RoomRow } from '../memberships/membership'
import { getProfiles } from '../users/profile'
import { decodeMentions } from './mention'

export type MessageRow = typeof messages.$inferSelect

interface Found {
  rows: MessageRow[]
  hasMore: boolean
}

/** A room as it was when the caller's right to it was looked up; what came later is not given. */
type ReadRoom = Pick<RoomRow, 'id' | 'lastSeq'>

/**
 * A page of a room's messages, ascending, with the profiles of its authors. By position in one room only, so a page
 * costs the same at any depth. `hasMore`: there is more in the direction of reading (with `around`, before the page).
 */
export async function listMessages(room: ReadRoom, page: PageQuery): Promise<MessagePage> {
  const { rows, hasMore } = await findPage(room, page)
  const shown = rows.map(toMessage)
  const profiles = await getProfiles(shown.flatMap(peopleOf))
  return { messages: shown, users: [...profiles.values()], hasMore }
}

/** Whom a reader of a message must know: its author, and whom it mentions. */
export function peopleOf({ authorId, mentions = [] }: Message): number[] {
  return [authorId, ...mentions]
}

/** One message by its place, or `not_found`. */
export async function getMessage({ id: roomId, lastSeq }: ReadRoom, seq: number): Promise<Message> {
  if (seq > lastSeq) throw new AppError('not_found')
  const [row] = await chatDatabase().queries.select().from(messages)
    .where(and(eq(messages.roomId, roomId), eq(messages.seq, seq)))
  if (!row) throw new AppError('not_found')
  return toMessage(row)
}

async function findPage(room: ReadRoom, { before, after, around, limit }: PageQuery): Promise<Found> {
  if (after !== undefined) return findAfter(room, after, limit)
  if (around !== undefined) return findAround(room, around, limit)
  if (before !== undefined) return findBefore(room, Math.min(before - 1, room.lastSeq), limit)
  return ascending(await selectNewest().execute({ roomId: room.id, last: room.lastSeq, limit }))
}

async function findAround(room: ReadRoom, around: number, limit: number): Promise<Found> {
  const older = await findBefore(room, Math.min(around, room.lastSeq), Math.ceil(limit / 2))
  const newer = await findAfter(room, around, limit - older.rows.length)
  return { rows: [...older.rows, ...newer.rows], hasMore: older.hasMore }
}

const selectNewest = prepared(chatDatabase, queries => queries.select().from(messages)
  .where(and(eq(messages.roomId, sql.placeholder('roomId')), lte(messages.seq, sql.placeholder('last'))))
  .orderBy(desc(messages.seq)).limit(sql.placeholder('limit')).prepare())

async function findBefore(room: ReadRoom, last: number, limit: number): Promise<Found> {
  return ascending(
    await chatDatabase().queries.select().from(messages)
      .where(and(eq(messages.roomId, room.id), lte(messages.seq, last))).orderBy(desc(messages.seq)).limit(limit),
  )
}

function ascending(newestFirst: MessageRow[]): Found {
  return { rows: newestFirst.toReversed(), hasMore: (newestFirst.at(-1)?.seq ?? 1) > 1 }
}

async function findAfter({ id: roomId, lastSeq }: ReadRoom, after: number, limit: number): Promise<Found> {
  const rows = await chatDatabase().queries.select().from(messages)
    .where(and(eq(messages.roomId, roomId), gt(messages.seq, after), lte(messages.seq, lastSeq)))
    .orderBy(asc(messages.seq)).limit(limit + 1)
  return { rows: rows.slice(0, limit), hasMore: rows.length > limit }
}

/** The public form of a message; a tombstone has no body. */
export function toMessage(row: MessageRow): Message {
  return {
    roomId: row.roomId,
    seq: row.seq,
    authorId: row.authorId,
    clientId: row.clientId,
    body: row.deletedAt ? null : row.body,
    ...(row.replyTo !== null && { replyTo: row.replyTo }),
    ...(!row.deletedAt && decodeMentions(row.mentions)),
    createdAt: row.createdAt.toISOString(),
    ...(row.deletedAt && { deletedAt: row.deletedAt.toISOString() }),
  }
}
