import { and, eq, inArray, isNull } from 'drizzle-orm'
import type { ServerEvent } from '#shared/protocol'
import { messages } from '../../../drizzle/chat/schema'
import type { Queries } from '../../database/transaction'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { recordAudit } from '../audit/audit'
import type { Actor } from '../audit/audit'
import { changeRoom, reviseRoom } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'

/** Rows of a room that one transaction takes: small, because senders of that room wait for it. */
export const batchSize = 100

/**
 * Takes the bodies of these messages of a room and leaves their places; those that are deleted already stay as they are. One
 * transaction, one step of `rev` and one frame for all of them. Returns how many there were.
 */
export async function deleteBatch(roomId: number, seqs: number[], also?: (tx: Queries, room: RoomRow) => Promise<void>): Promise<number> {
  if (seqs.length === 0) return 0
  const done = await changeRoom(roomId, async (tx, room) => {
    const there = and(eq(messages.roomId, roomId), inArray(messages.seq, seqs), isNull(messages.deletedAt))
    const rows = await tx.select({ seq: messages.seq }).from(messages).where(there)
    if (rows.length > 0) await tx.update(messages).set({ body: null, deletedAt: new Date(), deletedRev: room.rev + 1 }).where(there)
    if (rows.length > 0) await reviseRoom(tx, room)
    await also?.(tx, room)
    return { seqs: rows.map(row => row.seq), rev: room.rev + 1 }
  }).catch(ignoreGone)
  const events: ServerEvent[] = done.seqs.map(seq => ({ type: 'message.deleted', roomId, seq, rev: done.rev }))
  if (events.length > 0) bus.publish({ kind: 'room', roomId, events })
  return events.length
}

/** Deletes one message as an admin, whoever wrote it. `not_found` for what is not there, and in direct rooms. */
export async function deleteAdminMessage(actor: Actor, roomId: number, seq: number): Promise<void> {
  const rev = await changeRoom(roomId, async (tx, room) => {
    const here = and(eq(messages.roomId, roomId), eq(messages.seq, seq))
    const [message] = await tx.select().from(messages).where(here)
    if (!message || room.kind === 'direct') throw new AppError('not_found')
    if (message.deletedAt) return message.deletedRev ?? room.rev
    await tx.update(messages).set({ body: null, deletedAt: new Date(), deletedRev: room.rev + 1 }).where(here)
    await recordAudit(tx, 'chat', actor, { action: 'message.deleted', target: ['message', seq], before: { roomId, seq, authorId: message.authorId, deleted: false }, after: { roomId, seq, deleted: true } })
    return (await reviseRoom(tx, room)).rev
  })
  bus.publish({ kind: 'room', roomId, events: [{ type: 'message.deleted', roomId, seq, rev }] })
}

/** The bodies of a room that was deleted meanwhile are erased by the maintenance. */
function ignoreGone(error: unknown): { seqs: number[], rev: number } {
  if (error instanceof AppError && error.code === 'not_found') return { seqs: [], rev: 0 }
  throw error
}
