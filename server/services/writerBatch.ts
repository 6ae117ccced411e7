import type { PoolConnection } from 'mysql2/promise'
import type { Message, Profile } from '#shared/protocol'
import { runStatement } from '../database/pool'
import { isDuplicate } from '../database/transaction'
import { AppError } from '../errors'

export interface PostCommand {
  author: Profile
  roomId: number
  /** As the client wrote it; compared without regard to case. */
  clientId: string
  body: string
  replyTo?: number
  /** Why it may not be stored; what was stored before is still answered. */
  refusal?: AppError
}

export interface Posted {
  message: Message
  /** The message was stored by an earlier command with the same author and clientId. */
  repeated: boolean
}

export type Outcome = Posted | AppError

interface RoomState { id: number, lastSeq: number, archived: boolean }
interface MemberState { roomId: number, userId: number, readSeq: number, moved: boolean }

type Row = Record<string, unknown>

/** A command, and what makes its message the same: the author and their clientId. */
interface Candidate { command: PostCommand, clientId: Buffer, key: string }

interface State {
  rooms: Map<number, RoomState>
  members: Map<string, MemberState>
  /** By key. */
  known: Map<string, Message>
}

/** What a batch comes to, before it is written. */
interface Settled {
  state: State
  outcomes: Outcome[]
  fresh: { message: Message, clientId: Buffer }[]
  /** The same for all of the batch, ISO 8601. */
  createdAt: string
}

/**
 * Stores a batch in one transaction and two round trips. Under the locks of its rooms (taken in id order) it looks up who
 * is a member, gives each new message its `seq`, and writes all of them. First it takes all for new; when the unique key says
 * otherwise, or a command is to be refused, it looks up what was sent before and settles the batch again, under the same
 * locks. Outcomes are in the order of the commands; a command that is refused burns no `seq`. When it throws, nothing was
 * stored, or (connection lost, deadline) the outcome is unknown and a repetition finds out.
 */
export async function storeBatch(connection: PoolConnection, commands: PostCommand[]): Promise<Outcome[]> {
  const batch = commands.map(toCandidate)
  try {
    const [rooms, members] = await lockAndLoad(connection, commands)
    const first = settleAll(batch, toState(rooms, members, []))
    if (!first.outcomes.some(isRefusal) && await writeNew(connection, first)) return first.outcomes
    const second = settleAll(batch, toState(rooms, members, await loadKnown(connection, batch)))
    await write(connection, second)
    return second.outcomes
  }
  catch (error) {
    await runStatement(connection, 'ROLLBACK').catch(() => connection.destroy())
    throw error
  }
}

async function lockAndLoad(connection: PoolConnection, commands: PostCommand[]): Promise<[rooms: Row[], members: Row[]]> {
  const authors = authorsByRoom(commands)
  const roomIds = [...authors.keys()].sort((a, b) => a - b)
  const pairs = roomIds.flatMap(roomId => [...authors.get(roomId) ?? []].map(userId => [roomId, userId]))
  const [results] = await runStatement(connection, `BEGIN;
    SELECT id, last_seq, archived_at FROM rooms WHERE id IN (?) AND deleted_at IS NULL ORDER BY id FOR UPDATE;
    WITH wanted (room_id, user_id) AS (VALUES ?)
      SELECT room_id, user_id, read_seq FROM wanted STRAIGHT_JOIN memberships USING (room_id, user_id)`,
  [roomIds, pairs]) as [Row[][]]
  return [results[1] ?? [], results[2] ?? []]
}

async function loadKnown(connection: PoolConnection, batch: Candidate[]): Promise<Row[]> {
  const [rows] = await runStatement(connection, `SELECT room_id, seq, author_id, client_id, body, reply_to, created_at, deleted_at
    FROM messages WHERE client_id IN (?)`, [batch.map(({ clientId }) => clientId)]) as [Row[]]
  return rows
}

function toState(rooms: Row[], members: Row[], known: Row[]): State {
  return {
    rooms: new Map(rooms.map(row => [Number(row.id), { id: Number(row.id), lastSeq: Number(row.last_seq), archived: row.archived_at !== null }])),
    members: new Map(members.map((row) => {
      const member = { roomId: Number(row.room_id), userId: Number(row.user_id), readSeq: Number(row.read_seq), moved: false }
      return [`${member.roomId}:${member.userId}`, member]
    })),
    known: new Map(known.map(row => [keyOf(Number(row.author_id), row.client_id as Buffer), toKnownMessage(row)])),
  }
}

function settleAll(batch: Candidate[], state: State): Settled {
  const settled: Settled = { state, outcomes: [], fresh: [], createdAt: new Date().toISOString() }
  for (const candidate of batch) settled.outcomes.push(settle(candidate, settled))
  return settled
}

/** Decides one command against the state, and moves the state on when it is a new message. */
function settle({ command, clientId, key }: Candidate, { state, fresh, createdAt }: Settled): Outcome {
  const room = state.rooms.get(command.roomId)
  const member = state.members.get(`${command.roomId}:${command.author.id}`)
  if (!room || !member) return new AppError('not_found')
  const first = state.known.get(key)
  if (first) return first.roomId === room.id ? { message: first, repeated: true } : new AppError('client_id_reused')
  if (command.refusal) return command.refusal
  if (room.archived) return new AppError('forbidden', { detail: 'archived' })
  if (command.replyTo !== undefined && command.replyTo > room.lastSeq) {
    return new AppError('invalid', { errors: [{ path: 'replyTo', code: 'not_found' }] })
  }
  const message = toNewMessage(command, ++room.lastSeq, createdAt)
  if (member.readSeq === message.seq - 1) {
    member.readSeq = message.seq
    member.moved = true
  }
  state.known.set(key, message)
  fresh.push({ message, clientId })
  return { message, repeated: false }
}

/** Whoever may not write in the room gets no other answer, whatever they sent before; any other refusal depends on that. */
function isRefusal(outcome: Outcome): boolean {
  return outcome instanceof AppError && outcome.code !== 'not_found'
}

/** False when one of them was stored before; none is then. */
async function writeNew(connection: PoolConnection, settled: Settled): Promise<boolean> {
  try {
    await write(connection, settled)
    return true
  }
  catch (error) {
    if (isDuplicate(error, 'messages_client')) return false
    throw error
  }
}

/** Writes what is new and commits; without anything new it only lets go of the locks. */
async function write(connection: PoolConnection, { state, fresh, createdAt }: Settled): Promise<void> {
  if (fresh.length === 0) {
    await runStatement(connection, 'ROLLBACK')
    return
  }
  const now = createdAt.slice(0, -1).replace('T', ' ')
  const rooms = [...new Set(fresh.map(({ message }) => message.roomId))].flatMap(id => state.rooms.get(id) ?? [])
  const readers = [...state.members.values()].filter(member => member.moved)
  const rows = fresh.map(({ message: { roomId, seq, authorId, body, replyTo }, clientId }) => [roomId, seq, authorId, clientId, body, replyTo ?? null, now])
  const moveReaders = readers.length === 0
    ? ''
    // Every one of these rows exists and is held by the room's lock, so this only ever updates.
    : `INSERT INTO memberships (room_id, user_id, role, read_seq, joined_at) VALUES ?
       ON DUPLICATE KEY UPDATE read_seq = GREATEST(read_seq, VALUES(read_seq));`
  await runStatement(connection, `INSERT INTO messages (room_id, seq, author_id, client_id, body, reply_to, created_at) VALUES ?;
    UPDATE rooms SET last_seq = CASE id ${rooms.map(() => 'WHEN ? THEN ?').join(' ')} END, active_at = ? WHERE id IN (?);
    ${moveReaders}
    COMMIT`,
  [
    rows, ...rooms.flatMap(room => [room.id, room.lastSeq]), now, rooms.map(room => room.id),
    ...(readers.length > 0 ? [readers.map(reader => [reader.roomId, reader.userId, 'member', reader.readSeq, now])] : []),
  ])
}

function authorsByRoom(commands: PostCommand[]): Map<number, Set<number>> {
  const authors = new Map<number, Set<number>>()
  for (const { roomId, author } of commands) {
    const inRoom = authors.get(roomId)
    if (inRoom) inRoom.add(author.id)
    else authors.set(roomId, new Set([author.id]))
  }
  return authors
}

function toCandidate(command: PostCommand): Candidate {
  const clientId = Buffer.from(command.clientId.replaceAll('-', ''), 'hex')
  return { command, clientId, key: keyOf(command.author.id, clientId) }
}

function keyOf(authorId: number, clientId: Buffer): string {
  return `${authorId}:${clientId.toString('latin1')}`
}

function toNewMessage(command: PostCommand, seq: number, createdAt: string): Message {
  const { roomId, author, body, replyTo } = command
  const clientId = command.clientId.toLowerCase()
  return { roomId, seq, authorId: author.id, clientId, body, ...(replyTo !== undefined && { replyTo }), createdAt }
}

function toKnownMessage(row: Row): Message {
  const hex = (row.client_id as Buffer).toString('hex')
  return {
    roomId: Number(row.room_id),
    seq: Number(row.seq),
    authorId: Number(row.author_id),
    clientId: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    body: row.deleted_at ? null : String(row.body),
    ...(row.reply_to !== null && { replyTo: Number(row.reply_to) }),
    createdAt: (row.created_at as Date).toISOString(),
    ...(row.deleted_at instanceof Date && { deletedAt: row.deleted_at.toISOString() }),
  }
}
