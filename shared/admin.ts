import type { MemberRole, Profile, RoomKind, RoomVisibility, UserKind, UserRole } from './protocol'

/** What `/api/admin` answers; for admins alone. */
export interface AdminUser {
  id: number
  kind: UserKind
  role: UserRole
  username: string
  displayName: string
  email: string | null
  createdAt: string
  seenAt: string | null
  disabledAt: string | null
  mutedUntil: string | null
  deletedAt: string | null
}

export interface AdminUserDetail extends AdminUser {
  rooms: { id: number, name: string | null, role: MemberRole }[]
}

export interface AdminSession {
  id: string
  createdAt: string
  expiresAt: string
  seenAt: string | null
  address: string | null
  userAgent: string | null
}

export interface AdminRoom {
  id: number
  kind: RoomKind
  visibility: RoomVisibility
  name: string | null
  topic: string
  lastSeq: number
  memberCount: number
  createdAt: string
  activeAt: string
  archivedAt: string | null
  isDefault: boolean
  isSquare: boolean
}

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

export type ReportReason = 'spam' | 'abuse' | 'illegal' | 'other'
export type ReportDecision = 'dismiss' | 'delete' | 'warn' | 'mute' | 'ban' | 'wipe'

export interface Report {
  id: number
  roomId: number
  roomName: string | null
  seq: number
  author: Profile | null
  reporter: Profile | null
  reason: ReportReason
  note: string
  /** As it was reported; null once decided, or when it had been deleted before. */
  body: string | null
  createdAt: string
  decision: ReportDecision | null
  decidedBy: Profile | null
  decidedNote: string | null
  decidedAt: string | null
}

export type AuditTarget = 'user' | 'room' | 'message' | 'report' | 'settings' | 'invitation' | 'ban' | 'job'

export interface AuditEntry {
  id: string
  createdAt: string
  /** Null when Plaza itself did it. */
  actor: Profile | null
  address: string
  action: string
  targetKind: AuditTarget
  targetId: number | null
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
}

/** A room that the log speaks of; the name of a direct room is null. */
export interface AuditRoom {
  id: number
  kind: RoomKind
  name: string | null
}

export type Registration = 'open' | 'invitation' | 'closed'
export interface Banner { text: string, tone: 'info' | 'warning' }

export interface Settings {
  registration: Registration
  guests: boolean
  landingGlimpse: boolean
  retentionDays: number | null
  filteredWords: string[]
  banner: Banner | null
  /** `hue` in degrees replaces that of the accent; `logo` is a small picture as a data URL. */
  brand: { name: string, hue: number | null, logo: string | null }
}

/** What everybody may know of the settings; `logo` is the path of the picture. */
export interface Site {
  registration: Registration
  guests: boolean
  banner: Banner | null
  brand: { name: string, hue: number | null, logo: string | null }
}

export interface Invitation {
  id: number
  note: string
  maxUses: number
  uses: number
  createdAt: string
  expiresAt: string
  revokedAt: string | null
}

export interface Ban {
  id: number
  address: string
  user: Profile | null
  createdAt: string
  expiresAt: string | null
}

export type JobKind = 'message_deletion' | 'content_wipe' | 'guest_tidy' | 'retention'
export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface Job {
  id: number
  kind: JobKind
  state: JobState
  total: number
  done: number
  affected: number
  createdAt: string
  updatedAt: string
}

/** What a job would touch, before it begins: `count` is what `confirm` must say. */
export interface JobPreview {
  count: number
  /** Those with the most, at most ten. */
  groups: { id: number, name: string | null, count: number }[]
  groupCount: number
  /** The oldest and the newest of what it would touch. */
  from: string | null
  to: string | null
  /** The filter of a deletion as it is understood, ending now at the latest: sent back, nothing newer is touched. */
  filter?: { room?: number, author?: number, query?: string, from?: string, to: string }
}

export interface Overview {
  version: string
  online: number
  connections: number
  accounts: { members: number, guests: number, disabled: number }
  openReports: number
  newAccounts: { day: string, count: number }[]
  messages: { hour: string, count: number }[]
  busiestRooms: { id: number, name: string | null, count: number }[]
  storage: { identityBytes: number, chatBytes: number }
  process: { uptimeSeconds: number, memoryBytes: number, node: string }
}

export type CheckState = 'ok' | 'warning' | 'failed'

/** One finding of the doctor; `id` and `hint` are keys of sentences, `value` is what was measured. */
export interface Check {
  id: string
  state: CheckState
  value?: string
  hint?: string
}

export interface Warning {
  id: number
  text: string
  createdAt: string
}
