import type { Message } from './message'
import type { Room } from './room'
import type { Profile } from './user'

/** What the inbox can be narrowed to. */
export const inboxFilters = ['mentions', 'directs', 'unread'] as const
export type InboxFilter = (typeof inboxFilters)[number]

/** Why something is in the inbox: the message mentions the reader, or it is the newest one of a room. */
export type InboxReason = 'mention' | 'direct' | 'unread'

export interface InboxItem {
  room: Room
  message: Message
  reason: InboxReason
}

export interface Inbox {
  items: InboxItem[]
  users: Profile[]
  cursor?: string
}
