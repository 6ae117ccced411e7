import type { JobPreview, Site, Warning } from './admin'

/**
 * The wire contract, version 1: what REST answers, what a socket may say and what it hears.
 * Ids are positive integers, positions (`seq`, `rev`) may be 0, times are ISO 8601 UTC with milliseconds.
 */
export const protocolVersion = 1

export type UserKind = 'member' | 'guest' | 'customer' | 'bot'
export type UserRole = 'user' | 'agent' | 'admin'
export type RoomKind = 'group' | 'direct' | 'support'
export type RoomVisibility = 'open' | 'public' | 'private'
export type MemberRole = 'owner' | 'moderator' | 'member'
export type PresenceStatus = 'online' | 'away' | 'offline'

/** What anybody who may see a person sees. `deleted` marks an account that is gone; its names are empty. */
export interface Profile {
  id: number
  kind: UserKind
  role: UserRole
  username: string
  displayName: string
  avatarUrl: string | null
  createdAt: string
  deleted?: true
  /** Somebody else's name looks like this display name: the username belongs beside it. */
  lookalike?: true
}

/** The caller's own account: a profile, and what nobody else may know. */
export interface User extends Profile {
  email?: string
  /** Until then this person cannot write. */
  mutedUntil?: string
}

/** A browser or another client in which the person is logged in. */
export interface OwnSession {
  /** Names the session, and is of no use to come in with. */
  id: string
  createdAt: string
  expiresAt: string
  /** When it was last used, to some minutes. */
  seenAt: string | null
  address: string | null
  userAgent: string | null
  /** The one that asks. */
  current: boolean
}

export type SecurityEventKind
  = 'registered' | 'logged_in' | 'login_failed' | 'login_refused' | 'claimed' | 'password_changed' | 'password_reset'
    | 'session_ended' | 'sessions_ended' | 'confirmed' | 'confirmation_failed'

/** What happened to the safety of the own account; `count` failures of an hour are one. */
export interface SecurityEvent {
  id: number
  kind: SecurityEventKind
  count: number
  createdAt: string
  address: string
  userAgent: string
}

export interface Message {
  roomId: number
  /** Place in the room: dense, from 1. */
  seq: number
  authorId: number
  clientId: string
  /** Exactly as sent; null once deleted. */
  body: string | null
  replyTo?: number
  createdAt: string
  deletedAt?: string
}

/** What is the same for every reader of a room. */
export interface RoomSummary {
  id: number
  kind: RoomKind
  visibility: RoomVisibility
  /** Null for a direct room, which is called by its `peer`. */
  name: string | null
  topic: string
  lastSeq: number
  rev: number
  memberCount: number
  /** Read-only: an admin has closed the book. */
  archived: boolean
  /** The place of everybody; there is one at most. */
  square?: true
}

/** A room as its member sees it. */
export interface Room extends RoomSummary {
  readSeq: number
  unread: number
  mentions: number
  role: MemberRole
  lastMessage?: Message
  peer?: Profile
  /** A direct room that was put away: not in the list until its next message. */
  hidden?: true
}

export interface Member {
  user: Profile
  role: MemberRole
}

/** Whom a person lets add them to rooms, and whom not any more. */
export interface Privacy {
  addableBy: 'everyone' | 'companions' | 'nobody'
  /** Left for good, under the names they had then. */
  rooms: { id: number, name: string | null }[]
  people: Profile[]
}

export interface MessagePage {
  messages: Message[]
  users: Profile[]
  hasMore: boolean
}

export interface RoomCursor {
  seq: number
  rev: number
}

export interface SyncedRoom {
  id: number
  lastSeq: number
  rev: number
  readSeq: number
  unread: number
}

export interface FeatureSet {
  version: number
  features: Record<string, boolean | string | number>
}

/** Body of every error answer: RFC 9457, with a stable snake_case `code`. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail?: string
  errors?: FieldError[]
  /** With `confirmation_required`: what is to be confirmed. */
  preview?: JobPreview
}

export interface FieldError {
  path: string
  code: string
}

export type ErrorCode
  = 'bad_field' | 'bad_host' | 'bad_json' | 'busy' | 'client_id_reused' | 'confirmation_required' | 'conflict' | 'email_taken' | 'feature_off'
    | 'foreign_host' | 'forbidden' | 'internal' | 'invalid' | 'last_admin' | 'last_owner' | 'messages_are_immutable' | 'method_not_allowed' | 'name_reserved'
    | 'not_found' | 'password_required' | 'rate_limited' | 'too_large' | 'unauthenticated' | 'unavailable' | 'unknown_type'
    | 'unsupported_media_type' | 'username_reserved' | 'username_taken'

export type ClientCommand
  = { type: 'message.send', clientId: string, roomId: number, body: string, replyTo?: number }
    | { type: 'sync', cursors: Record<string, RoomCursor> }
    | { type: 'room.read', roomId: number, seq: number }
    | { type: 'room.typing', roomId: number }
    | { type: 'presence.watch', userIds: number[] }
    | { type: 'features.seen', version: number }
    | { type: 'ping', id?: string | number }

export interface CommandFailed {
  type: 'command.failed'
  clientId?: string
  ref?: string
  code: ErrorCode
  detail?: string
  /** Seconds to wait before the same command may succeed. */
  retryAfter?: number
}

/** Everything a server frame may hold; a frame is a JSON array of these and `type` is the first key of each. */
export type ServerEvent
  = { type: 'ready', user: User, connectionId: string, serverTime: string, protocol: 1, features: FeatureSet }
    | { type: 'message.acked', clientId: string, roomId: number, seq: number, createdAt: string }
    | { type: 'message.created', message: Message, user?: Profile }
    | { type: 'message.deleted', roomId: number, seq: number, rev: number }
    | { type: 'synced', rooms: SyncedRoom[] }
    | { type: 'room.gap', roomId: number, from: number, to: number }
    | { type: 'room.joined', room: Room }
    | { type: 'room.left', roomId: number }
    /** The person has put a direct room away; the next message brings it back. */
    | { type: 'room.hidden', roomId: number }
    | { type: 'room.updated', room: RoomSummary }
    | { type: 'room.read', roomId: number, userId: number, seq: number }
    | { type: 'room.typing', roomId: number, userId: number }
    | { type: 'member.joined', roomId: number, user: Profile, role: MemberRole, rev: number }
    | { type: 'member.left', roomId: number, userId: number, rev: number }
    | { type: 'member.changed', roomId: number, userId: number, role: MemberRole, rev: number }
    | { type: 'user.updated', user: Profile }
    | { type: 'presence.changed', userId: number, status: PresenceStatus, lastSeenAt?: string }
    | { type: 'features.changed', version: number, features: FeatureSet['features'] }
    /** What everybody may know of the settings is different now. */
    | { type: 'site.changed', site: Site }
    /** An admin has something to say to this person. */
    | { type: 'account.warned', warning: Warning }
    /** From now on this person cannot write until then; null: they can again. */
    | { type: 'account.muted', mutedUntil: string | null }
    | { type: 'pong', id?: string | number }
    | CommandFailed

export type ServerEventType = ServerEvent['type']
export type EventOf<T extends ServerEventType> = Extract<ServerEvent, { type: T }>

/** Close codes of `/ws` that carry a meaning of ours; 4401 is the only one after which a client must not come back. */
export const closeCodes = {
  binary: 1003,
  policy: 1008,
  restart: 1012,
  tooSlow: 1013,
  sessionEnded: 4401,
  noPong: 4408,
  tooFast: 4429,
} as const

/** The landing page's glimpse of the square, without ids; an empty `author` is a deleted user. */
export interface SquareGlimpse {
  name: string
  memberCount: number
  online: number
  messages: { author: string, body: string, createdAt: string }[]
}
