import type { Profile } from './user'

export type MentionsAll = 'here' | 'everyone'

export interface Message {
  roomId: number
  /** Position in the room: dense, from 1. */
  seq: number
  authorId: number
  clientId: string
  /** Exactly as sent; null once deleted. */
  body: string | null
  replyTo?: number
  /** The members it mentions, by id. */
  mentions?: number[]
  /** It mentions everybody in the room. */
  mentionsAll?: MentionsAll
  createdAt: string
  deletedAt?: string
}

export interface MessagePage {
  messages: Message[]
  users: Profile[]
  hasMore: boolean
}
