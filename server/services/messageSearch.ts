import { sql } from 'drizzle-orm'
import type { SQL } from 'drizzle-orm'
import type { AdminMessage, AdminMessagePage } from '#shared/admin'
import type { AdminMessageList } from '#shared/adminSchemas'
import { chatDatabase } from '../database/databases'
import { selectRows, toInstant } from '../database/row'
import { AppError } from '../errors'
import { decodeNumbers, encodeNumbers } from './list'
import { seqAt } from './messageTime'
import { getProfiles } from './profile'

/** How many messages one answer looks at: a text has no index, so a search goes through them in bounded steps. */
const windowSize = 20_000
const recentDays = 7

export interface MessageFilter extends Pick<AdminMessageList, 'room' | 'author' | 'from' | 'to' | 'query'> {
  /** Direct rooms too: for wiping what a banned account wrote, never for reading. */
  everywhere?: boolean
}

export interface FoundMessage {
  roomId: number
  seq: number
  authorId: number
  body: string
  createdAt: Date
}

export interface Position { createdAt: number, roomId: number, seq: number }

export interface MessageStep {
  found: FoundMessage[]
  /** Where the next step begins; undefined at the end. */
  next: Position | undefined
}

/** Messages that are not deleted, newest first. A text is searched within one room, one author or the last 7 days. */
export async function searchMessages(list: AdminMessageList): Promise<AdminMessagePage> {
  const [createdAt, roomId, seq] = decodeNumbers('messages', list.cursor, 3) ?? []
  const from = createdAt === undefined ? undefined : { createdAt, roomId: roomId ?? 0, seq: seq ?? 0 }
  const { found, next } = await stepMessages(list, from, list.limit)
  const partial = found.length < list.limit && next
  return {
    messages: await describeMessages(found),
    ...(next && { cursor: encodeNumbers('messages', [next.createdAt, next.roomId, next.seq]) }),
    ...(partial && { searchedTo: new Date(next.createdAt).toISOString() }),
  }
}

/** One bounded step through the messages of a filter, from a position backwards. */
export async function stepMessages(filter: MessageFilter, from: Position | undefined, limit: number): Promise<MessageStep> {
  return filter.room === undefined ? stepByTime(filter, from, limit) : stepInRoom(filter, filter.room, from, limit)
}

export async function describeMessages(found: FoundMessage[]): Promise<AdminMessage[]> {
  const profiles = await getProfiles(found.map(message => message.authorId))
  const names = await roomNames(found.map(message => message.roomId))
  return found.map(({ roomId, seq, authorId, body, createdAt }) => ({
    roomId, roomName: names.get(roomId) ?? null, seq, author: profiles.get(authorId) ?? null, body, createdAt: createdAt.toISOString(),
  }))
}

/** In a room the place is the order, and it is dense: a step is so many places. */
async function stepInRoom(filter: MessageFilter, roomId: number, from: Position | undefined, limit: number): Promise<MessageStep> {
  const room = await findRoom(roomId, filter.everywhere ?? false)
  const newest = filter.to ? await seqAt(roomId, filter.to, room.lastSeq) : room.lastSeq
  const oldest = filter.from ? await seqAt(roomId, new Date(filter.from.getTime() - 1), room.lastSeq) + 1 : 1
  const top = Math.min(newest, from ? from.seq - 1 : newest)
  const bottom = Math.max(oldest, top - windowSize + 1)
  if (top < oldest) return { found: [], next: undefined }
  const found = await select(sql`m.room_id = ${roomId} AND m.seq BETWEEN ${bottom} AND ${top} ${textAndAuthor(filter)}`, sql`m.seq DESC`, 'PRIMARY', limit)
  const last = found.at(-1)
  if (found.length === limit && last) return { found, next: toPosition(last) }
  if (bottom <= oldest) return { found, next: undefined }
  return { found, next: { createdAt: await timeAt(roomId, bottom), roomId, seq: bottom } }
}

/** Of one author, or of all: by time. */
async function stepByTime(filter: MessageFilter, from: Position | undefined, limit: number): Promise<MessageStep> {
  const index = filter.author === undefined ? 'messages_created' : 'messages_author'
  const since = filter.author === undefined && filter.query ? new Date(Date.now() - recentDays * 86_400_000) : undefined
  const oldest = [since, filter.from].filter(date => date !== undefined).sort((a, b) => b.getTime() - a.getTime())[0]
  const scope = sql`${filter.author === undefined ? sql`TRUE` : sql`m.author_id = ${filter.author}`}
    ${oldest ? sql`AND m.created_at >= ${oldest}` : sql``} ${filter.to ? sql`AND m.created_at <= ${filter.to}` : sql``} ${from ? beforePosition(from) : sql``}`
  const edge = await findEdge(scope, index)
  const open = filter.everywhere ? sql`` : sql`AND NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = m.room_id AND (r.kind = 'direct' OR r.deleted_at IS NOT NULL))`
  const bounded = edge ? sql`${scope} AND m.created_at >= ${edge}` : scope
  const found = await select(sql`${bounded} ${textAndAuthor(filter)} ${open}`, sql`m.created_at DESC, m.room_id DESC, m.seq DESC`, index, limit)
  const last = found.at(-1)
  if (found.length === limit && last) return { found, next: toPosition(last) }
  return { found, next: edge && { createdAt: edge.getTime(), roomId: 0, seq: 0 } }
}

/** The time of the last message that this step may look at; undefined when there are fewer. */
async function findEdge(scope: SQL, index: string): Promise<Date | undefined> {
  const rows = await run<{ created_at: string }>(sql`SELECT m.created_at FROM messages m FORCE INDEX (${sql.raw(index)}) WHERE ${scope}
    ORDER BY m.created_at DESC LIMIT 1 OFFSET ${sql.raw(String(windowSize - 1))}`)
  return rows[0] && toInstant(rows[0].created_at)
}

async function select(where: SQL, order: SQL, index: string, limit: number): Promise<FoundMessage[]> {
  const rows = await run<{ room_id: number, seq: number, author_id: number, body: string, created_at: string }>(
    sql`SELECT m.room_id, m.seq, m.author_id, m.body, m.created_at FROM messages m FORCE INDEX (${sql.raw(index)})
      WHERE ${where} AND m.deleted_at IS NULL ORDER BY ${order} LIMIT ${limit}`)
  return rows.map(row => ({ roomId: Number(row.room_id), seq: Number(row.seq), authorId: Number(row.author_id), body: row.body, createdAt: toInstant(row.created_at) }))
}

function textAndAuthor({ query, author }: MessageFilter): SQL {
  // INSTR takes no wildcards; LOWER because bodies are compared byte by byte.
  const text = query?.trim() ? sql`AND INSTR(LOWER(m.body), LOWER(${query.trim()})) > 0` : sql``
  return author === undefined ? text : sql`AND m.author_id = ${author} ${text}`
}

function beforePosition({ createdAt, roomId, seq }: Position): SQL {
  const time = new Date(createdAt)
  return sql`AND m.created_at <= ${time} AND (m.created_at < ${time} OR m.room_id < ${roomId} OR (m.room_id = ${roomId} AND m.seq < ${seq}))`
}

async function findRoom(roomId: number, everywhere: boolean): Promise<{ lastSeq: number }> {
  const [room] = await run<{ kind: string, last_seq: number, deleted_at: string | null }>(sql`SELECT kind, last_seq, deleted_at FROM rooms WHERE id = ${roomId}`)
  if (!room || room.deleted_at || (room.kind === 'direct' && !everywhere)) throw new AppError('not_found')
  return { lastSeq: Number(room.last_seq) }
}

async function timeAt(roomId: number, seq: number): Promise<number> {
  const [row] = await run<{ created_at: string }>(sql`SELECT created_at FROM messages WHERE room_id = ${roomId} AND seq = ${seq}`)
  return row ? toInstant(row.created_at).getTime() : 0
}

async function roomNames(ids: number[]): Promise<Map<number, string | null>> {
  if (ids.length === 0) return new Map()
  const rows = await run<{ id: number, name: string | null }>(sql`SELECT id, name FROM rooms WHERE id IN ${[...new Set(ids)]}`)
  return new Map(rows.map(row => [Number(row.id), row.name]))
}

function run<Row>(query: SQL): Promise<Row[]> {
  return selectRows<Row>(chatDatabase().queries, query)
}

function toPosition({ createdAt, roomId, seq }: FoundMessage): Position {
  return { createdAt: createdAt.getTime(), roomId, seq }
}
