import type { Profile } from '../user'

export interface AdminMessage {
  roomId: number
  roomName: string | null
  seq: number
  author: Profile | null
  body: string | null
  createdAt: string
}

export interface AdminMessagePage {
  messages: AdminMessage[]
  cursor?: string
  /** A text search looks at a bounded number of messages at a time: this is how far back this answer looked. */
  searchedTo?: string
}
