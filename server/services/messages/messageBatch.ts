import type { PoolConnection } from 'mysql2/promise'
import { limits } from '#shared/limits'
import type { Message } from '#shared/protocol/message'
import { runStatement } from '../../database/pool'
import { commit, isDuplicate } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { lockAndLoad, lockedSavepoint, lookUp, toCandidate, toState } from './batchState'
import type { BatchState, Candidate, MemberState, RoomState } from './batchState'
import { choosePeople, encodeMentions } from './mention'
import { toOutboxRows } from './outboxRows'
import type { Outcome, PostCommand } from './postCommand'

/** A room that was behind its own messages, and is not any more. */
export interface HealedRoom { roomId: number, lastSeq: number, healedTo: number }

export interface StoredBatch { outcomes: Outcome[], healed: HealedRoom[] }

/** What a batch comes to, before it is written. */
interface Settled {
  state: BatchState
  outcomes: Outcome[]
  healed: HealedRoom[]
  fresh: { message: Message, clientId: Buffer }[]
  /** The same for all of the batch, ISO 8601. */
  createdAt: string
}

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
    const loaded = await lockAndLoad(connection, commands)
    const first = settleAll(batch, toState(loaded))
    if (!first.outcomes.some(isRefusal) && await writeNew(connection, first)) return first
    const second = settleAll(batch, toState(loaded, await lookUp(connection, batch)))
    await write(connection, second)
    return second
  }
  catch (error) {
    await runStatement(connection, 'ROLLBACK').catch(() => connection.destroy())
    throw error
  }
}

function settleAll(batch: Candidate[], state: BatchState): Settled {
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
  const support = room.kind === 'support'
  if (member.blocked) return new AppError('forbidden', support ? { detail: 'blocked' } : {})
  if (room.kind === 'direct' && room.lastSeq === 0 && command.author.kind === 'guest') return new AppError('forbidden')
  if (command.mentions && !command.mentions.people) return new AppError('unavailable')
  if (command.replyTo !== undefined && command.replyTo > room.lastSeq) {
    return new AppError('invalid', { errors: [{ path: 'replyTo', code: 'not_found' }] })
  }
  const mentioned = choosePeople(command.mentions, id => mayMention(command, state, id))
  const mentionsAll = mentionsEverybody(command, room, member) ? command.mentions?.all : undefined
  const message = toNewMessage(command, {
    seq: ++room.lastSeq,
    ...(mentioned.length > 0 && { mentions: mentioned.map(({ id }) => id) }),
    ...(mentionsAll && { mentionsAll }),
    createdAt,
  })
  if (member.readSeq === message.seq - 1) {
    member.readSeq = message.seq
    member.moved = true
  }
  state.known.set(key, message)
  fresh.push({ message, clientId })
  return { message, repeated: false, mentioned, support }
}

/** Members of the room, but those who have blocked the author. */
function mayMention({ author, roomId }: PostCommand, { members, blocks }: BatchState, userId: number): boolean {
  return members.has(`${roomId}:${userId}`) && !blocks.has(`${userId}:${author.id}`)
}

function mentionsEverybody({ author, mentions }: PostCommand, room: RoomState, member: MemberState): boolean {
  if (!mentions?.all) return false
  const moderates = member.role !== 'member' || author.role === 'admin'
  return moderates || room.memberCount <= limits.mentionAllMembers
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
  const rows = fresh.map(({ message, clientId }) => {
    const { roomId, seq, authorId, body, replyTo } = message
    return [roomId, seq, authorId, clientId, body, replyTo ?? null, encodeMentions(message), now]
  })
  const inserts = [
    {
      sql: `INSERT INTO messages (room_id, seq, author_id, client_id, body, reply_to, mentions, created_at) VALUES ?;`,
      rows,
    },
    {
      sql: 'INSERT INTO mentions (user_id, room_id, seq, author_id, created_at) VALUES ?;',
      rows: fresh.flatMap(({ message }) => mentionRows(message, now)),
    },
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

/** A row for each person, none for the author; everybody is user 0. */
function mentionRows({ roomId, seq, authorId, mentions = [], mentionsAll }: Message, now: string): unknown[][] {
  const userIds = [...mentions.filter(id => id !== authorId), ...(mentionsAll ? [0] : [])]
  return userIds.map(userId => [userId, roomId, seq, authorId, now])
}

type Found = Pick<Message, 'seq' | 'mentions' | 'mentionsAll' | 'createdAt'>

function toNewMessage({ roomId, author, clientId, body, replyTo }: PostCommand, { seq, ...found }: Found): Message {
  const given = { roomId, seq, authorId: author.id, clientId: clientId.toLowerCase(), body }
  return { ...given, ...(replyTo !== undefined && { replyTo }), ...found }
}
