import { and, eq } from 'drizzle-orm'
import type { User } from '#shared/protocol'
import type { MessageInput } from '#shared/schemas'
import { messages } from '../../../drizzle/chat/schema'
import { writerPool } from '../../database/databases'
import { AppError } from '../../core/errors'
import { bus } from '../../bus/bus'
import { recordIfByRole } from '../audit/audit'
import { changeRoomAs, reviseRoom } from '../memberships/membership'
import { refuseWriting } from '../settings/policy'
import { profileOf } from '../users/profile'
import { assertWritable, isModerator } from '../memberships/right'
import { MessageWriter } from './messageWriter'
import type { Outcome, Posted } from './messageBatch'

export const writer = new MessageWriter(writerPool)

/** What is known of the author before the room's row is held. */
interface Standing {
  /** Whoever is in the room is checked at once, the others only if they turn out to be: a filter is no work for strangers to order. */
  isMember: boolean
}

/**
 * Stores a message and tells the room. `done` is called after the commit with the message (the first one when this author
 * sent this clientId before), or with the reason why it was not stored. Calls are stored in their order.
 */
export function enqueueMessage(author: User, roomId: number, input: MessageInput, { isMember }: Standing, done: (outcome: Outcome) => void): void {
  const refusal = once(() => refuseWriting(author.id, { body: input.body }))
  if (isMember) refusal()
  writer.enqueue({ command: { author: profileOf(author), roomId, ...input, refusal }, done })
}

/** As `enqueueMessage`, for callers that wait. */
export function postMessage(author: User, roomId: number, input: MessageInput, standing: Standing): Promise<Posted> {
  return new Promise((resolve, reject) => {
    enqueueMessage(author, roomId, input, standing, outcome => outcome instanceof AppError ? reject(outcome) : resolve(outcome))
  })
}

/**
 * Takes the body and leaves the place. For the author and moderators; in a direct room for the author alone, whatever the role of
 * the other. Again is free.
 */
export async function deleteMessage(user: User, roomId: number, seq: number, address: string): Promise<void> {
  const here = and(eq(messages.roomId, roomId), eq(messages.seq, seq))
  const revised = await changeRoomAs(user.id, roomId, async (tx, { room, membership }) => {
    const [message] = await tx.select().from(messages).where(here)
    if (!message) throw new AppError('not_found')
    const own = message.authorId === user.id
    if (!own && (room.kind === 'direct' || !isModerator(user, membership))) throw new AppError('forbidden')
    // Told again: the first deletion may have been committed without its answer reaching us.
    if (message.deletedAt) return { rev: message.deletedRev ?? room.rev }
    assertWritable(room)
    await recordIfByRole(tx, { id: user.id, address }, own || membership.role !== 'member', {
      action: 'message.deleted', target: ['message', seq], before: { roomId, seq, authorId: message.authorId, deleted: false }, after: { roomId, seq, deleted: true },
    })
    await tx.update(messages).set({ body: null, deletedAt: new Date(), deletedRev: room.rev + 1 }).where(here)
    return reviseRoom(tx, room)
  })
  bus.publish({ kind: 'room', roomId, events: [{ type: 'message.deleted', roomId, seq, rev: revised.rev }] })
}

function once<T>(work: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: work() }).value
}
