import type { Message } from './message'
import type { Profile } from './user'

export type RoomKind = 'group' | 'direct' | 'support'
export const roomVisibilities = ['open', 'public', 'private'] as const
export type RoomVisibility = (typeof roomVisibilities)[number]
/** The orders of the directory, each from the highest down. */
export const directorySorts = ['members', 'active', 'newest'] as const
export type DirectorySort = (typeof directorySorts)[number]
export type MemberRole = 'owner' | 'moderator' | 'member'
/** Of which messages a member wants to be told. */
export const notificationLevels = ['all', 'mentions', 'none'] as const
export type NotificationLevel = (typeof notificationLevels)[number]

/** What a member wants of a room; for nobody else. */
export interface RoomNotifications {
  level: NotificationLevel
  /** Nothing of the room is announced until then. */
  mutedUntil?: string
  favourite?: true
}

/** What is the same for every reader of a room. */
export interface RoomSummary {
  id: number
  kind: RoomKind
  visibility: RoomVisibility
  /** Null for a direct room, which is named after its `peer`. */
  name: string | null
  topic: string
  /** Of its picture; see `#shared/picture`. */
  avatarUrl: string | null
  lastSeq: number
  rev: number
  memberCount: number
  /** Read-only: an admin has archived it. */
  archived: boolean
  /** The public square; there is at most one. */
  square?: true
}

/** A room as its member sees it. */
export interface Room extends RoomSummary {
  readSeq: number
  unread: number
  /** Unread messages that mention the reader, among the last 5,000 of the room. */
  mentions: number
  /** Their places, ascending; the newest 100. */
  mentionSeqs?: number[]
  role: MemberRole
  notifications: RoomNotifications
  lastMessage?: Message
  peer?: Profile
  /** A hidden direct room: not in the list until its next message. */
  hidden?: true
}

/** How far a member has read, where that is told. */
export interface RoomRead {
  userId: number
  seq: number
}

export interface Member {
  user: Profile
  role: MemberRole
}

/** Who else of a room is there now, as far as the reader may see it. */
export interface RoomPresence {
  online: number
  /** Some of them. */
  members: Member[]
  /** Whom to watch from then on: who is there first, 200 at most. */
  userIds: number[]
}

/** The landing page's preview of the square, without ids; an empty `author` is a deleted user. */
export interface SquareGlimpse {
  name: string
  memberCount: number
  online: number
  messages: { author: string, avatarUrl: string | null, body: string, createdAt: string }[]
}
