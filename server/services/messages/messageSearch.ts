import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { AdminMessage, AdminMessagePage } from '#shared/protocol/admin/adminMessage'
import type { AdminMessageList } from '#shared/schemas/admin/adminMessage'
import { chatDatabase } from '../../database/databases'
import { selectRows, toInstant } from '../../database/row'
import { AppError } from '../../core/errors'
import { decodeNumbers, encodeNumbers } from '../lists/cursor'
import { seqAt } from './messageTime'
import { getProfiles } from '../users/profile'

/** How many messages one answer looks at: a text has no index, so a search goes through them in bounded steps. */
const windowSize = 20_000
const recentDays = 7

export interface MessageFilter extends Pick<AdminMessageList, 'room' | 'author' | 'from' | 'to' | 'query'> {
  /**
   * This direct room too, because one of its two people has reported what was said there: for wiping,
   * never for reading.
   */
  reportedRoom?: number
}

export interface FoundMessage {
  roomId: number
  seq: number
  authorId: number
  body: string
  createdAt: Date
}

export interface Position { createdAt: number, roomId: number, seq: number }

/** A bounded range of what a filter finds, as conditions on `messages m`; `next` is where the next range begins. */
export interface Window {
  where: SQL
  order: SQL
  index: string
  next: Position | undefined
}

export interface MessageStep {
  found: FoundMessage[]
  /** Where the next step begins; undefined at the end. */
  next: Position | undefined
}

/** Messages that are not deleted, newest first. A text is searched within one room, one author or the last 7 days. */
export async function searchMessages(list: AdminMessageList): Promise<AdminMessagePage> {
  const [createdAt, roomId, seq] = decodeNumbers('messages', list.cursor, 3) ?? []
  const from = createdAt === undefined ? undefined : { createdAt, roomId: roomId ?? 0, seq: seq ?? 0 }
  const { found, next } = await stepMessages(withinReach(list), from, list.limit)
  const partial = found.length < list.limit && next
  return {
    messages: await describeMessages(found),
    ...(next && { cursor: encodeNumbers('messages', [next.createdAt, next.roomId, next.seq]) }),
    ...(partial && { searchedTo: new Date(next.createdAt).toISOString() }),
  }
}

/** One bounded step through the messages of a filter, from a position backwards. */
export async function stepMessages(
  filter: MessageFilter, from: Position | undefined, limit: number,
): Promise<MessageStep> {
  const window = await findWindow(filter, from, windowSize)
  if (!window) return { found: [], next: undefined }
  const found = await select(window, limit)
  const last = found.at(-1)
  return { found, next: found.length === limit && last ? toPosition(last) : window.next }
}

/** The next so many messages that a filter has to look at, from a position backwards; undefined when there are none. */
export async function findWindow(
  filter: MessageFilter, from: Position | undefined, size: number,
): Promise<Window | undefined> {
  return filter.room === undefined ? windowByTime(filter, from, size) : windowInRoom(filter, filter.room, from, size)
}

/** A text that is searched everywhere is searched in the last 7 days. */
export function withinReach<Filter extends MessageFilter>(filter: Filter): Filter {
  if (filter.room !== undefined || filter.author !== undefined || !filter.query) return filter
  const since = new Date(Date.now() - recentDays * 86_400_000)
  return filter.from && filter.from > since ? filter : { ...filter, from: since }
}

export async function describeMessages(found: FoundMessage[]): Promise<AdminMessage[]> {
  const profiles = await getProfiles(found.map(message => message.authorId))
  const names = await roomNames(found.map(message => message.roomId))
  return found.map(({ roomId, seq, authorId, body, createdAt }) => ({
    roomId,
    roomName: names.get(roomId) ?? null,
    seq,
    author: profiles.get(authorId) ?? null,
    body,
    createdAt: createdAt.toISOString(),
  }))
}

/** In a room the place is the order, and it is dense: a window is so many places. */
async function windowInRoom(
  filter: MessageFilter, roomId: number, from: Position | undefined, size: number,
): Promise<Window | undefined> {
  const room = await findRoom(roomId)
  const newest = filter.to ? await seqAt(roomId, filter.to, room.lastSeq) : room.lastSeq
  const oldest = filter.from ? await seqAt(roomId, new Date(filter.from.getTime() - 1), room.lastSeq) + 1 : 1
  const top = Math.min(newest, from ? from.seq - 1 : newest)
  const bottom = Math.max(oldest, top - size + 1)
  if (top < oldest) return undefined
  return {
    where: sql`m.room_id = ${roomId} AND m.seq BETWEEN ${bottom} AND ${top}
      ${textAndAuthor(filter)} AND m.deleted_at IS NULL`,
    order: sql`m.seq DESC`,
    index: 'PRIMARY',
    next: bottom <= oldest ? undefined : { createdAt: await timeAt(roomId, bottom), roomId, seq: bottom },
  }
}

/** Of one author, or of all: by time. */
async function windowByTime(filter: MessageFilter, from: Position | undefined, size: number): Promise<Window> {
  const index = filter.author === undefined ? 'messages_created' : 'messages_author'
  const scope = sql`${filter.author === undefined ? sql`TRUE` : sql`m.author_id = ${filter.author}`}
    ${filter.from ? sql`AND m.created_at >= ${filter.from}` : sql``}
    ${filter.to ? sql`AND m.created_at <= ${filter.to}` : sql``} ${from ? beforePosition(from) : sql``}`
  const edge = await findEdge(scope, index, size)
  const bounded = edge ? sql`${scope} AND m.created_at >= ${edge}` : scope
  return {
    where: sql`${bounded} ${textAndAuthor(filter)} ${openTo(filter)} AND m.deleted_at IS NULL`,
    order: sql`m.created_at DESC, m.room_id DESC, m.seq DESC`,
    index,
    next: edge && { createdAt: edge.getTime(), roomId: 0, seq: 0 },
  }
}

/** Direct rooms are their two people's own, and cases of support are for the agents of their inbox. */
function openTo({ reportedRoom = 0 }: MessageFilter): SQL {
  return sql`AND NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = m.room_id
    AND ((r.kind <> 'group' AND r.id <> ${reportedRoom}) OR r.deleted_at IS NOT NULL))`
}

/** The time of the last message of the window; undefined when there are fewer. */
async function findEdge(scope: SQL, index: string, size: number): Promise<Date | undefined> {
  const rows = await run<{ created_at: string }>(sql`
    SELECT m.created_at FROM messages m FORCE INDEX (${sql.raw(index)}) WHERE ${scope}
    ORDER BY m.created_at DESC LIMIT 1 OFFSET ${sql.raw(String(size - 1))}`)
  return rows[0] && toInstant(rows[0].created_at)
}

async function select({ where, order, index }: Window, limit: number): Promise<FoundMessage[]> {
  const rows = await run<{ room_id: number, seq: number, author_id: number, body: string, created_at: string }>(
    sql`SELECT m.room_id, m.seq, m.author_id, m.body, m.created_at FROM messages m FORCE INDEX (${sql.raw(index)})
      WHERE ${where} ORDER BY ${order} LIMIT ${limit}`)
  return rows.map(row => ({
    roomId: Number(row.room_id),
    seq: Number(row.seq),
    authorId: Number(row.author_id),
    body: row.body,
    createdAt: toInstant(row.created_at),
  }))
}

function textAndAuthor({ query, author }: MessageFilter): SQL {
  // INSTR takes no wildcards; LOWER because bodies are compared byte by byte, whatever collation the
  // database came with.
  const text = query ? sql`AND INSTR(LOWER(m.body), LOWER(${query}) COLLATE utf8mb4_bin) > 0` : sql``
  return author === undefined ? text : sql`AND m.author_id = ${author} ${text}`
}

function beforePosition({ createdAt, roomId, seq }: Position): SQL {
  const time = new Date(createdAt)
  return sql`AND m.created_at <= ${time}
    AND (m.created_at < ${time} OR m.room_id < ${roomId} OR (m.room_id = ${roomId} AND m.seq < ${seq}))`
}

async function findRoom(roomId: number): Promise<{ lastSeq: number }> {
  const [room] = await run<{ kind: string, last_seq: number, deleted_at: string | null }>(
    sql`SELECT kind, last_seq, deleted_at FROM rooms WHERE id = ${roomId}`,
  )
  if (!room || room.deleted_at || room.kind !== 'group') throw new AppError('not_found')
  return { lastSeq: Number(room.last_seq) }
}

async function timeAt(roomId: number, seq: number): Promise<number> {
  const [row] = await run<{ created_at: string }>(
    sql`SELECT created_at FROM messages WHERE room_id = ${roomId} AND seq = ${seq}`,
  )
  return row ? toInstant(row.created_at).getTime() : 0
}

export async function roomNames(ids: number[]): Promise<Map<number, string | null>> {
  if (ids.length === 0) return new Map()
  const rows = await run<{ id: number, name: string | null }>(
    sql`SELECT id, name FROM rooms WHERE id IN ${[...new Set(ids)]}`,
  )
  return new Map(rows.map(row => [Number(row.id), row.name]))
}

function run<Row>(query: SQL): Promise<Row[]> {
  return selectRows<Row>(chatDatabase().queries, query)
}

function toPosition({ createdAt, roomId, seq }: FoundMessage): Position {
  return { createdAt: createdAt.getTime(), roomId, seq }
}
