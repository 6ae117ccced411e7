import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { User } from '#shared/protocol/user'
import { messages } from '../../../drizzle/chat/schema'
import { AppError } from '../../core/errors'
import type { Queries } from '../../database/transaction'
import { recordAudit, recordIfByRole } from '../audit/audit'
import type { Actor, AuditRecord } from '../audit/audit'
import { changeRoom, changeRoomAs } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { assertWritable, isModerator, ownRole } from '../memberships/right'
import type { MessageRow } from './messageHistory'
import { alreadyDeleted, announceDeleted, deleteRows } from './tombstone'
import type { Deleted } from './tombstone'

/** Rows of a room that one transaction takes: small, because senders of that room wait for it. */
export const batchSize = 100

/**
 * Takes the body and leaves the place. For the author and moderators; in a direct room for the author alone, whatever
 * the role of the other. Idempotent.
 */
export async function deleteMessage(user: User, roomId: number, seq: number, address: string): Promise<void> {
  announceDeleted(roomId, await changeRoomAs(user.id, roomId, async (tx, { room, membership }) => {
    const message = await findMessage(tx, roomId, seq)
    if (!message) throw new AppError('not_found')
    const own = message.authorId === user.id
    if (!own && (room.kind === 'direct' || !isModerator(user, membership))) throw new AppError('forbidden')
    if (message.deletedAt) return alreadyDeleted(room, message)
    assertWritable(room)
    await recordIfByRole(tx, { id: user.id, address }, own || ownRole(membership) !== 'member', auditRecordOf(message))
    return deleteRows(tx, room, [seq])
  }))
}

/** Deletes one message as an admin, whoever wrote it. `not_found` for what is not there, and in direct rooms. */
export async function deleteAdminMessage(actor: Actor, roomId: number, seq: number): Promise<void> {
  announceDeleted(roomId, await changeRoom(roomId, async (tx, room) => {
    const message = await findMessage(tx, roomId, seq)
    if (!message || room.kind !== 'group') throw new AppError('not_found')
    if (message.deletedAt) return alreadyDeleted(room, message)
    await recordAudit(tx, 'chat', actor, auditRecordOf(message))
    return deleteRows(tx, room, [seq])
  }))
}

/**
 * Takes the bodies of these messages of a room and leaves their places; those that are deleted already stay as they
 * are. One transaction, one step of `rev` and one frame for all of them. Returns how many there were.
 */
export async function deleteBatch(
  roomId: number, seqs: number[], also?: (tx: Queries, room: RoomRow) => Promise<void>,
): Promise<number> {
  if (seqs.length === 0) return 0
  const deleted = await changeRoom(roomId, async (tx, room) => {
    const there = and(eq(messages.roomId, roomId), inArray(messages.seq, seqs), isNull(messages.deletedAt))
    const rows = await tx.select({ seq: messages.seq }).from(messages).where(there)
    const result = await deleteRows(tx, room, rows.map(row => row.seq))
    await also?.(tx, room)
    return result
  }).catch(ignoreGone)
  announceDeleted(roomId, deleted)
  return deleted.seqs.length
}

async function findMessage(tx: Queries, roomId: number, seq: number): Promise<MessageRow | undefined> {
  const [message] = await tx.select().from(messages).where(and(eq(messages.roomId, roomId), eq(messages.seq, seq)))
  return message
}

function auditRecordOf({ roomId, seq, authorId }: MessageRow): AuditRecord {
  return {
    action: 'message.deleted', target: ['message', seq],
    before: { roomId, seq, authorId, deleted: false }, after: { roomId, seq, deleted: true },
  }
}

/** The bodies of a room that was deleted meanwhile are erased by the maintenance. */
function ignoreGone(error: unknown): Deleted {
  if (error instanceof AppError && error.code === 'not_found') return { seqs: [], rev: 0 }
  throw error
}
