import type { PoolConnection } from 'mysql2/promise'
import type { Message, Profile } from '#shared/protocol'
import { runStatement } from '../database/pool'
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

interface State {
  rooms: Map<number, RoomState>
  members: Map<string, MemberState>
  known: Map<string, Message>
}

type Row = Record<string, unknown>

/**
 * Stores a batch in one transaction and two round trips. Under the locks of its rooms (taken in id order) it looks up who
 * is a member and what was sent before, gives each new message its `seq`, and writes all of them. Outcomes are in the order of
 * the commands; a command that is refused burns no `seq`. When it throws, nothing was stored, or (connection lost, deadline)
 * the outcome is unknown and a repetition finds out.
 */
export async function storeBatch(connection: PoolConnection, commands: PostCommand[]): Promise<Outcome[]> {
  try {
    const state = await lockAndLoad(connection, commands)
    const createdAt = new Date()
    const fresh: Message[] = []
    const outcomes = commands.map(command => settle(command, state, createdAt, fresh))
    if (fresh.length > 0) await write(connection, state, fresh, createdAt)
    else await runStatement(connection, 'ROLLBACK')
    return outcomes
  }
  catch (error) {
    await runStatement(connection, 'ROLLBACK').catch(() => connection.destroy())
    throw error
  }
}

async function lockAndLoad(connection: PoolConnection, commands: PostCommand[]): Promise<State> {
  const authors = authorsByRoom(commands)
  const roomIds = [...authors.keys()].sort((a, b) => a - b)
  const clientIds = commands.map(command => uuidBytes(command.clientId))
  const pairs = roomIds.flatMap(roomId => [...authors.get(roomId) ?? []].map(userId => [roomId, userId]))
  const [results] = await runStatement(connection, `BEGIN;
    SELECT id, last_seq, archived_at FROM rooms WHERE id IN (?) AND deleted_at IS NULL ORDER BY id FOR UPDATE;
    WITH wanted (room_id, user_id) AS (VALUES ?)
      SELECT room_id, user_id, read_seq FROM wanted STRAIGHT_JOIN memberships USING (room_id, user_id);
    SELECT room_id, seq, author_id, client_id, body, reply_to, created_at, deleted_at FROM messages WHERE client_id IN (?)`,
  [roomIds, pairs, clientIds]) as [Row[][]]
  return toState(results[1] ?? [], results[2] ?? [], results[3] ?? [])
}

function toState(rooms: Row[], members: Row[], known: Row[]): State {
  return {
    rooms: new Map(rooms.map(row => [Number(row.id), { id: Number(row.id), lastSeq: Number(row.last_seq), archived: row.archived_at !== null }])),
    members: new Map(members.map((row) => {
      const member = { roomId: Number(row.room_id), userId: Number(row.user_id), readSeq: Number(row.read_seq), moved: false }
      return [`${member.roomId}:${member.userId}`, member]
    })),
    known: new Map(known.map(row => [`${Number(row.author_id)}:${(row.client_id as Buffer).toString('hex')}`, toKnownMessage(row)])),
  }
}

/** Decides one command against the state, and moves the state on when it is a new message. */
function settle(command: PostCommand, state: State, createdAt: Date, fresh: Message[]): Outcome {
  const room = state.rooms.get(command.roomId)
  const member = state.members.get(`${command.roomId}:${command.author.id}`)
  if (!room || !member) return new AppError('not_found')
  const key = `${command.author.id}:${uuidHex(command.clientId)}`
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
  fresh.push(message)
  return { message, repeated: false }
}

async function write(connection: PoolConnection, state: State, fresh: Message[], createdAt: Date): Promise<void> {
  const rooms = [...new Set(fresh.map(message => message.roomId))].flatMap(id => state.rooms.get(id) ?? [])
  const readers = [...state.members.values()].filter(member => member.moved)
  const rows = fresh.map(({ roomId, seq, authorId, clientId, body, replyTo }) =>
    [roomId, seq, authorId, uuidBytes(clientId), body, replyTo ?? null, createdAt])
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
    rows, ...rooms.flatMap(room => [room.id, room.lastSeq]), createdAt, rooms.map(room => room.id),
    ...(readers.length > 0 ? [readers.map(reader => [reader.roomId, reader.userId, 'member', reader.readSeq, createdAt])] : []),
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

function uuidHex(clientId: string): string {
  return clientId.replaceAll('-', '').toLowerCase()
}

function uuidBytes(clientId: string): Buffer {
  return Buffer.from(uuidHex(clientId), 'hex')
}

function toNewMessage(command: PostCommand, seq: number, createdAt: Date): Message {
  const { roomId, author, body, replyTo } = command
  const clientId = command.clientId.toLowerCase()
  return { roomId, seq, authorId: author.id, clientId, body, ...(replyTo !== undefined && { replyTo }), createdAt: createdAt.toISOString() }
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
