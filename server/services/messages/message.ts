import type { User } from '#shared/protocol/user'
import type { MessageInput } from '#shared/schemas/message'
import { writerPool } from '../../database/databases'
import { AppError } from '../../core/errors'
import { refuseWriting } from '../settings/policy'
import { profileOf } from '../users/profile'
import { MessageWriter } from './messageWriter'
import { draftMentions } from './mention'
import type { Outcome, Posted } from './postCommand'

export const writer = new MessageWriter(writerPool)

/** What is known of the author before the room's row is held. */
interface Standing {
  /**
   * Whoever is in the room is checked at once, the others only if they turn out to be: a filter is no
   * work for strangers to order.
   */
  isMember: boolean
}

/**
 * Stores a message and publishes it to the room. `done` is called after the commit with the message (the first one when
 * this author sent this clientId before), or with the reason why it was not stored. Calls are stored in their order.
 */
export function enqueueMessage(
  author: User, roomId: number, input: MessageInput, { isMember }: Standing, done: (outcome: Outcome) => void,
): void {
  const refusal = once(() => refuseWriting(author.id, { body: input.body }))
  if (isMember) refusal()
  const mentions = draftMentions(input.body)
  writer.enqueue({ command: { author: profileOf(author), roomId, ...input, mentions, refusal }, done })
}

/** As `enqueueMessage`, for callers that wait. */
export function postMessage(author: User, roomId: number, input: MessageInput, standing: Standing): Promise<Posted> {
  return new Promise((resolve, reject) => {
    enqueueMessage(author, roomId, input, standing, outcome =>
      outcome instanceof AppError ? reject(outcome) : resolve(outcome),
    )
  })
}

function once<T>(work: () => T): () => T {
  let made: { value: T } | undefined
  return () => (made ??= { value: work() }).value
}
