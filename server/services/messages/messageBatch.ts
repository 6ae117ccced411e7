import type { PoolConnection } from 'mysql2/promise'
import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'
import { runStatement } from '../../database/pool'
import { begin, commit, isDuplicate } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { toOutboxRows } from './outboxRows'

export interface PostCommand {
  author: Profile
  roomId: number
  /** As the client wrote it; compared without regard to case. */
  clientId: string
  body: string
  replyTo?: number
  /** Why it may not be stored; what was stored before is still answered. Asked for members of the room only. */
  refusal: () => AppError | undefined
}

export interface Posted {
  message: Message
  /** The message was stored by an earlier command with the same author and clientId. */
  repeated: boolean
}

export type Outcome = Posted | AppError

/** `storedSeq` is what the room's row says. */
interface RoomState { id: number, lastSeq: number, storedSeq: number, archived: boolean, memberCount: number }
interface MemberState { roomId: number, userId: number, readSeq: number, moved: boolean }

type Row = Record<string, unknown>

/** A command, and what makes its message the same: the author and their clientId. */
interface Candidate { command: PostCommand, clientId: Buffer, key: string }

/** Looked up when a batch is not all new: what was sent before, and how far the messages of the rooms really are. */
interface Looked { known: Row[], ends: Row[] }

/** A room that was behind its own messages, and is not any more. */
export interface HealedRoom { roomId: number, lastSeq: number, healedTo: number }

export interface StoredBatch { outcomes: Outcome[], healed: HealedRoom[] }

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
  healed: HealedRoom[]
  fresh: { message: Message, clientId: Buffer }[]
  /** The same for all of the batch, ISO 8601. */
  createdAt: string
}

/** Set when the locks are taken; a packet that writes begins by giving it up, and does nothing without it. */
const lockedSavepoint = 'locked'

/**
 * Stores a batch in one transaction and two round trips. Under the locks of its rooms (taken in id order) it looks up
 * who is a member, gives each new message its `seq`, and writes all of them. First it takes all for new; when a unique
 * key says otherwise, or a command is to be refused, it looks up what was sent before, and whether a room is behind its
 * messages, and settles the batch again, under the same locks. Outcomes are in the order of the commands; a command
 * that is refused burns no `seq`. When it throws, nothing was stored, or (connection lost, deadline) the outcome is
 * unknown and a repetition finds out. A transaction that the database ended in between stores nothing and throws 1305.
 */
export async function storeBatch(connection: PoolConnection, commands: PostCommand[]): Promise<StoredBatch> {
  const batch = commands.map(toCandidate)
  try {
    const [rooms, members] = await lockAndLoad(connection, commands)
    const first = settleAll(batch, toState(rooms, members))
    if (!first.outcomes.some(isRefusal) && await writeNew(connection, first)) return first
    const second = settleAll(batch, toState(rooms, members, await lookUp(connection, batch)))
    await write(connection, second)
    return second
  }
  catch (error) {
    await runStatement(connection, 'ROLLBACK').catch(() => connection.destroy())
    throw error
  }
}

async function lockAndLoad(
  connection: PoolConnection, commands: PostCommand[],
): Promise<[rooms: Row[], members: Row[]]> {
  const authors = authorsByRoom(commands)
  const roomIds = [...authors.keys()].sort((a, b) => a - b)
  const pairs = roomIds.flatMap(roomId => [...authors.get(roomId) ?? []].map(userId => [roomId, userId]))
  const [results] = await runStatement(connection, `${begin}; SAVEPOINT ${lockedSavepoint};
    SELECT id, last_seq, archived_at, member_count FROM rooms
      WHERE id IN (?) AND deleted_at IS NULL ORDER BY id FOR UPDATE;
    WITH wanted (room_id, user_id) AS (VALUES ?)
      SELECT room_id, user_id, read_seq FROM wanted STRAIGHT_JOIN memberships USING (room_id, user_id)`,
  [roomIds, pairs]) as [Row[][]]
  const [rooms = [], members = []] = results.slice(-2)
  return [rooms, members]
}

async function lookUp(connection: PoolConnection, batch: Candidate[]): Promise<Looked> {
  const roomIds = [...new Set(batch.map(({ command }) => command.roomId))]
  const [results] = await runStatement(connection, `SAVEPOINT ${lockedSavepoint};
    SELECT room_id, seq, author_id, client_id, body, reply_to, created_at, deleted_at
      FROM messages WHERE client_id IN (?);
    SELECT room_id, MAX(seq) AS last_seq FROM messages WHERE room_id IN (?) GROUP BY room_id`,
  [batch.map(({ clientId }) => clientId), roomIds]) as [Row[][]]
  const [known = [], ends = []] = results.slice(-2)
  return { known, ends }
}

function toState(rooms: Row[], members: Row[], { known, ends }: Looked = { known: [], ends: [] }): State {
  const endOf = new Map(ends.map(row => [Number(row.room_id), Number(row.last_seq)]))
  return {
    rooms: new Map(rooms.map((row) => {
      const [id, storedSeq] = [Number(row.id), Number(row.last_seq)]
      const lastSeq = Math.max(storedSeq, endOf.get(id) ?? 0)
      const memberCount = Number(row.member_count)
      return [id, { id, storedSeq, lastSeq, memberCount, archived: row.archived_at !== null }]
    })),
    members: new Map(members.map((row) => {
      const [roomId, userId] = [Number(row.room_id), Number(row.user_id)]
      return [`${roomId}:${userId}`, { roomId, userId, readSeq: Number(row.read_seq), moved: false }]
    })),
    known: new Map(known.map(row => [keyOf(Number(row.author_id), row.client_id as Buffer), toKnownMessage(row)])),
  }
}

function settleAll(batch: Candidate[], state: State): Settled {
  const behind = [...state.rooms.values()].filter(room => room.lastSeq > room.storedSeq)
  const healed = behind.map(({ id, storedSeq, lastSeq }) => ({ roomId: id, lastSeq: storedSeq, healedTo: lastSeq }))
  const settled: Settled = { state, outcomes: [], healed, fresh: [], createdAt: new Date().toISOString() }
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
  const refusal = command.refusal()
  if (refusal) return refusal
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

/** Who may not write in the room gets no other answer, whatever they sent before; any other refusal depends on that. */
function isRefusal(outcome: Outcome): boolean {
  return outcome instanceof AppError && outcome.code !== 'not_found'
}

/** False when one of them was stored before, or has a place that is taken; none is stored then. */
async function writeNew(connection: PoolConnection, settled: Settled): Promise<boolean> {
  try {
    await write(connection, settled)
    return true
  }
  catch (error) {
    if (isDuplicate(error, 'messages_client') || isDuplicate(error, 'PRIMARY')) return false
    throw error
  }
}

/** Writes what is new and commits; without anything to write it only lets go of the locks. */
async function write(connection: PoolConnection, { state, fresh, createdAt }: Settled): Promise<void> {
  const now = createdAt.slice(0, -1).replace('T', ' ')
  const rooms = [...state.rooms.values()].filter(room => room.lastSeq > room.storedSeq)
  if (rooms.length === 0) {
    await runStatement(connection, 'ROLLBACK')
    return
  }
  const positions = [...state.members.values()].filter(member => member.moved)
    .map(({ roomId, userId, readSeq }) => [roomId, userId, 'member', readSeq, now])
  const rows = fresh.map(({ message: { roomId, seq, authorId, body, replyTo }, clientId }) =>
    [roomId, seq, authorId, clientId, body, replyTo ?? null, now])
  const inserts = [
    { sql: 'INSERT INTO messages (room_id, seq, author_id, client_id, body, reply_to, created_at) VALUES ?;', rows },
    { sql: 'INSERT INTO outbox (room_id, first_seq, last_seq) VALUES ?;', rows: toOutboxRows(fresh, state.rooms) },
    // Every one of these rows exists and is held by the room's lock, so this only ever updates.
    { sql: `INSERT INTO memberships (room_id, user_id, role, read_seq, joined_at) VALUES ?
       ON DUPLICATE KEY UPDATE read_seq = GREATEST(read_seq, VALUES(read_seq));`, rows: positions },
  ].filter(({ rows }) => rows.length > 0)
  // The messages come first: the unique key that refuses them leaves nothing else written.
  await runStatement(connection, `RELEASE SAVEPOINT ${lockedSavepoint};
    ${inserts.map(({ sql }) => sql).join('\n')}
    UPDATE rooms SET last_seq = CASE id ${rooms.map(() => 'WHEN ? THEN ?').join(' ')} END, active_at = ?
      WHERE id IN (?);
    ${commit}`,
  [
    ...inserts.map(({ rows }) => rows),
    ...rooms.flatMap(room => [room.id, room.lastSeq]), now, rooms.map(room => room.id),
  ])
}

function authorsByRoom(commands: PostCommand[]): Map<number, Set<number>> {
  const byRoom = Map.groupBy(commands, ({ roomId }) => roomId)
  return new Map([...byRoom].map(([roomId, same]) => [roomId, new Set(same.map(({ author }) => author.id))]))
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
