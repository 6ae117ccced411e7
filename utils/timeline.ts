import type { MentionsAll, Message } from '#shared/protocol/message'
import type { OutgoingMessage } from '~/utils/outgoing'
import { isTombstone } from '~/utils/tombstone'

export type EntryState = 'queued' | 'sent' | 'failed' | 'deleted'

/** One line of the message list: a stored message or one on its way. */
export interface TimelineEntry {
  /** Stays the same when a message on its way is stored, so that its element stays too. */
  key: string
  seq?: number
  clientId: string
  authorId: number
  body: string | null
  replyTo?: number
  mentions?: number[]
  mentionsAll?: MentionsAll
  createdAt: string
  state: EntryState
  /** Why it failed; of a queued one, why it still waits. */
  code?: string
  /** Same author as the line above within five minutes: shown without avatar and name. */
  continued: boolean
}

const continuedWithinMs = 5 * 60_000

const ofMessage = (message: Message): TimelineEntry => ({
  key: `${message.authorId}:${message.clientId}`,
  seq: message.seq,
  clientId: message.clientId,
  authorId: message.authorId,
  body: message.body,
  replyTo: message.replyTo,
  mentions: message.mentions,
  mentionsAll: message.mentionsAll,
  createdAt: message.createdAt,
  state: isTombstone(message) ? 'deleted' : 'sent',
  continued: false,
})

const ofOutgoing = ({ roomId: _, position: _place, ...message }: OutgoingMessage): TimelineEntry => ({
  ...message,
  key: `${message.authorId}:${message.clientId}`,
  continued: false,
})

function continues(entry: TimelineEntry, previous: TimelineEntry | undefined): boolean {
  if (!previous || previous.authorId !== entry.authorId) return false
  // A quote stands under the name; a deleted message shows none.
  if (entry.replyTo && entry.state !== 'deleted') return false
  return Date.parse(entry.createdAt) - Date.parse(previous.createdAt) < continuedWithinMs
}

/** The stored messages in their order, then those on their way in theirs. */
export function timelineOf(messages: Message[], outgoing: OutgoingMessage[]): TimelineEntry[] {
  const entries = [...messages.map(ofMessage), ...outgoing.map(ofOutgoing)]
  entries.forEach((entry, index) => {
    entry.continued = continues(entry, entries[index - 1])
  })
  return entries
}
