import type { Message } from '#shared/protocol/message'

/** A deleted message: it keeps its place and its author, and has no text any more. */
export const isTombstone = ({ body }: { body: string | null }) => body === null

/** What is left of a message that is deleted now. */
export function tombstoneOf(message: Message): Message {
  const { mentions: _mentions, mentionsAll: _all, ...rest } = message
  return { ...rest, body: null, deletedAt: message.deletedAt ?? new Date().toISOString() }
}
