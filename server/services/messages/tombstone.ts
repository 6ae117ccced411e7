import { and, eq, inArray } from 'drizzle-orm'
import { mentions, messages } from '../../../drizzle/chat/schema'
import { bus } from '../../bus/bus'
import type { Queries } from '../../database/transaction'
import { reviseRoom } from '../memberships/membership'
import type { RoomRow } from '../memberships/membership'
import { forgetMentions } from './mentionRows'
import type { MessageRow } from './messageHistory'

/** The `rev` of the room with which the messages were deleted. */
export interface Deleted {
  seqs: number[]
  rev: number
  /** Of a room of support. */
  ofCase?: boolean
}

/** Makes tombstones of messages that are not deleted yet. The room's row must be held. */
export async function deleteRows(tx: Queries, room: RoomRow, seqs: number[]): Promise<Deleted> {
  if (seqs.length === 0) return { seqs, rev: room.rev }
  const rows = and(eq(messages.roomId, room.id), inArray(messages.seq, seqs))
  await forgetMentions(tx, room.id, inArray(mentions.seq, seqs))
  await tx.update(messages)
    .set({ body: null, mentions: null, deletedAt: new Date(), deletedRev: room.rev + 1 })
    .where(rows)
  const { rev } = await reviseRoom(tx, room)
  return { seqs, rev, ofCase: room.kind === 'support' }
}

/** Announced once more: the first deletion may have been committed without its answer reaching us. */
export function alreadyDeleted(room: RoomRow, { seq, deletedRev }: MessageRow): Deleted {
  return { seqs: [seq], rev: deletedRev ?? room.rev }
}

/** After the commit: in the room, and on this node to what is made of cases. */
export function announceDeleted(roomId: number, { seqs, rev, ofCase }: Deleted): void {
  if (seqs.length === 0) return
  bus.publish({ kind: 'room', roomId, events: seqs.map(seq => ({ type: 'message.deleted', roomId, seq, rev })) })
  if (ofCase) bus.tellHere({ kind: 'case.deletion', roomId, seqs })
}
