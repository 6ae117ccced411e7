import type { CommandFailed } from './command'
import type { FeatureSet } from './feature'
import type { Message } from './message'
import type { OwnPresence, Presence } from './presence'
import type { MemberRole, Room, RoomNotifications, RoomSummary } from './room'
import type { Site, Warning } from './site'
import type { CaseViewer, CustomerCaseState, SavedFilter, SupportCase } from './supportCase'
import type { SyncedRoom } from './sync'
import type { Profile, User } from './user'

/**
 * The wire contract, version 1: what REST answers, what a socket may send and what it receives.
 * Ids are positive integers, positions (`seq`, `rev`) may be 0, times are ISO 8601 UTC with milliseconds.
 */
export const protocolVersion = 1

/** The first event of a connection. */
interface Ready {
  type: 'ready'
  user: User
  connectionId: string
  serverTime: string
  protocol: 1
  features: FeatureSet
  /** What the person has chosen; a server from before does not say. */
  presence?: OwnPresence
  /** Whom the person has blocked: their words to everybody mention the person no more. Absent when there is nobody. */
  blocked?: number[]
}

/** Everything that a server frame may contain; a frame is a JSON array of these and `type` is the first key of each. */
export type ServerEvent
  = Ready
    | { type: 'message.acked', clientId: string, roomId: number, seq: number, createdAt: string }
    /** `users` are those whom it mentions. */
    | { type: 'message.created', message: Message, user?: Profile, users?: Profile[] }
    | { type: 'message.deleted', roomId: number, seq: number, rev: number }
    /** `id` is that of the `sync`; `others`: listed rooms that an `all` of it did not name, at most 100. */
    | { type: 'synced', id?: string | number, rooms: SyncedRoom[], others?: number[] }
    | { type: 'room.gap', roomId: number, from: number, to: number }
    | { type: 'room.joined', room: Room }
    | { type: 'room.left', roomId: number }
    /** The person has hidden a direct room; the next message shows it again. */
    | { type: 'room.hidden', roomId: number }
    /** The person has chosen of which messages to be told. */
    | { type: 'room.notifications', roomId: number, notifications: RoomNotifications }
    /** The person has marked messages as unread: those after `seq`. */
    | { type: 'room.unread', roomId: number, seq: number, mentions: number, mentionSeqs?: number[] }
    /** What the customer of a case sees of its state; to everybody who hears its room, at this `rev` of it. */
    | { type: 'case.state', roomId: number, caseId: number, state: CustomerCaseState, rev: number }
    /** A case of an inbox is new or has changed; to its agents. `roomId` and `rev` are those of the inbox's room. */
    | { type: 'case.changed', roomId: number, rev: number, case: SupportCase }
    /** Who has a case open, oneself too; to the agents who have it open. */
    | { type: 'case.viewers', caseId: number, viewers: CaseViewer[] }
    /** What the customer of a case has typed and not sent, empty when it is gone; to the agents who follow the case. */
    | { type: 'case.draft', caseId: number, text: string }
    /** The saved filters of the desk, all of them: the person has changed one. */
    | { type: 'case.filters', filters: SavedFilter[] }
    /** The person has blocked somebody, or has unblocked them. */
    | { type: 'block.changed', user: Profile, blocked: boolean }
    | { type: 'room.updated', room: RoomSummary }
    | { type: 'room.read', roomId: number, userId: number, seq: number }
    | { type: 'room.typing', roomId: number, userId: number }
    | { type: 'member.joined', roomId: number, user: Profile, role: MemberRole, rev: number }
    | { type: 'member.left', roomId: number, userId: number, rev: number }
    | { type: 'member.changed', roomId: number, userId: number, role: MemberRole, rev: number }
    | { type: 'user.updated', user: Profile }
    | { type: 'presence.changed', userId: number } & Presence
    | { type: 'features.changed', version: number, features: FeatureSet['features'] }
    /** A guard has stopped a rollout: to admins, and to the member whom the feature names as its owner. */
    | { type: 'feature.guarded', key: string, action: 'paused' | 'killed', reason: string }
    /** The public part of the settings has changed. */
    | { type: 'site.changed', site: Site }
    /** This person has chosen another presence, in whichever browser. */
    | { type: 'account.presence', presence: OwnPresence }
    /** An admin has warned this person. */
    | { type: 'account.warned', warning: Warning }
    /** This person cannot write until then; null: they can write again. */
    | { type: 'account.muted', mutedUntil: string | null }
    | { type: 'pong', id?: string | number }
    | CommandFailed

export type ServerEventType = ServerEvent['type']
export type EventOf<T extends ServerEventType> = Extract<ServerEvent, { type: T }>

/** Close codes of `/ws` with a meaning of our own; 4401 is the only one after which a client must not reconnect. */
export const closeCodes = {
  binary: 1003,
  policy: 1008,
  restart: 1012,
  tooSlow: 1013,
  sessionEnded: 4401,
  noPong: 4408,
  tooFast: 4429,
} as const
