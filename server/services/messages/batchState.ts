import type { PoolConnection } from 'mysql2/promise'
import type { Message } from '#shared/protocol/message'
import type { MemberRole, RoomKind } from '#shared/protocol/room'
import { runStatement } from '../../database/pool'
import { begin } from '../../database/transaction'
import { candidatesOf, decodeMentions } from './mention'
import type { PostCommand } from './postCommand'

/** `storedSeq` is what the room's row says. */
export interface RoomState {
  id: number
  lastSeq: number
  storedSeq: number
  archived: boolean
  memberCount: number
  kind: RoomKind
}
export interface MemberState {
  roomId: number
  userId: number
  role: MemberRole
  /** The other one of a direct room has blocked them, or the team that they have turned to. */
  blocked: boolean
  readSeq: number
  moved: boolean
}

type Row = Record<string, unknown>

/** A command, and what makes its message the same: the author and their clientId. */
export interface Candidate { command: PostCommand, clientId: Buffer, key: string }

/** What is looked up under the locks; `blocks` only where somebody may be mentioned. */
interface Loaded { rooms: Row[], members: Row[], blocks: Row[] }

/** Looked up when a batch is not all new: what was sent before, and how far the messages of the rooms really are. */
interface Looked { known: Row[], ends: Row[] }

/** What a batch is decided by. */
export interface BatchState {
  rooms: Map<number, RoomState>
  members: Map<string, MemberState>
  /** Who has blocked an author of the batch, as `<person>:<author>`. */
  blocks: Set<string>
  /** By key. */
  known: Map<string, Message>
}

/** Set when the locks are taken; a packet that writes begins by giving it up, and does nothing without it. */
export const lockedSavepoint = 'locked'

export function toCandidate(command: PostCommand): Candidate {
  const clientId = Buffer.from(command.clientId.replaceAll('-', ''), 'hex')
  return { command, clientId, key: keyOf(command.author.id, clientId) }
}

/** Takes the locks of the rooms, and looks up who of the authors, and of those who may be mentioned, is in them. */
export async function lockAndLoad(connection: PoolConnection, commands: PostCommand[]): Promise<Loaded> {
  const people = peopleByRoom(commands)
  const roomIds = [...people.keys()].sort((a, b) => a - b)
  const pairs = roomIds.flatMap(roomId => [...people.get(roomId) ?? []].map(userId => [roomId, userId]))
  const mentioned = commands.flatMap(({ author, mentions }) => candidatesOf(mentions).map(({ id }) => [id, author.id]))
  const findBlocks = mentioned.length === 0
    ? ''
    : `; WITH mentioned (user_id, blocked_id) AS (VALUES ?)
      SELECT user_id, blocked_id FROM mentioned STRAIGHT_JOIN blocks USING (user_id, blocked_id)`
  const [results] = await runStatement(connection, `${begin}; SAVEPOINT ${lockedSavepoint};
    SELECT id, kind, last_seq, archived_at, member_count FROM rooms
      WHERE id IN (?) AND deleted_at IS NULL ORDER BY id FOR UPDATE;
    WITH wanted (room_id, user_id) AS (VALUES ?)
      SELECT room_id, user_id, role, blocked, read_seq FROM wanted STRAIGHT_JOIN memberships USING (room_id, user_id)
    ${findBlocks}`,
  [roomIds, pairs, ...(findBlocks ? [mentioned] : [])]) as [Row[][]]
  const [rooms = [], members = [], blocks = []] = results.slice(findBlocks ? -3 : -2)
  return { rooms, members, blocks }
}

export async function lookUp(connection: PoolConnection, batch: Candidate[]): Promise<Looked> {
  const roomIds = [...new Set(batch.map(({ command }) => command.roomId))]
  const [results] = await runStatement(connection, `SAVEPOINT ${lockedSavepoint};
    SELECT room_id, seq, author_id, client_id, body, reply_to, mentions, created_at, deleted_at
      FROM messages WHERE client_id IN (?);
    SELECT room_id, MAX(seq) AS last_seq FROM messages WHERE room_id IN (?) GROUP BY room_id`,
  [batch.map(({ clientId }) => clientId), roomIds]) as [Row[][]]
  const [known = [], ends = []] = results.slice(-2)
  return { known, ends }
}

export function toState(
  { rooms, members, blocks }: Loaded, { known, ends }: Looked = { known: [], ends: [] },
): BatchState {
  const endOf = new Map(ends.map(row => [Number(row.room_id), Number(row.last_seq)]))
  return {
    rooms: new Map(rooms.map(row => [Number(row.id), toRoom(row, endOf)])),
    members: new Map(members.map(row => [`${Number(row.room_id)}:${Number(row.user_id)}`, toMember(row)])),
    blocks: new Set(blocks.map(row => `${Number(row.user_id)}:${Number(row.blocked_id)}`)),
    known: new Map(known.map(row => [keyOf(Number(row.author_id), row.client_id as Buffer), toKnownMessage(row)])),
  }
}

/** Authors, and whom they may mention. */
function peopleByRoom(commands: PostCommand[]): Map<number, Set<number>> {
  const people = new Map<number, Set<number>>()
  for (const { roomId, author, mentions } of commands) {
    const inRoom = people.get(roomId) ?? new Set()
    people.set(roomId, inRoom.add(author.id))
    for (const { id } of candidatesOf(mentions)) inRoom.add(id)
  }
  return people
}

function keyOf(authorId: number, clientId: Buffer): string {
  return `${authorId}:${clientId.toString('latin1')}`
}

function toRoom(row: Row, endOf: Map<number, number>): RoomState {
  const [id, storedSeq] = [Number(row.id), Number(row.last_seq)]
  const lastSeq = Math.max(storedSeq, endOf.get(id) ?? 0)
  return {
    id, storedSeq, lastSeq,
    archived: row.archived_at !== null,
    memberCount: Number(row.member_count),
    kind: row.kind as RoomKind,
  }
}

function toMember(row: Row): MemberState {
  return {
    roomId: Number(row.room_id),
    userId: Number(row.user_id),
    role: row.role as MemberRole,
    blocked: Boolean(row.blocked),
    readSeq: Number(row.read_seq),
    moved: false,
  }
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
    ...(!row.deleted_at && decodeMentions(row.mentions as string | null)),
    createdAt: (row.created_at as Date).toISOString(),
    ...(row.deleted_at instanceof Date && { deletedAt: row.deleted_at.toISOString() }),
  }
}
