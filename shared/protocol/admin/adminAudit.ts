import type { RoomKind } from '../room'
import type { Profile } from '../user'

export type AuditTarget
  = 'user' | 'room' | 'message' | 'report' | 'settings' | 'invitation' | 'ban' | 'job' | 'feature' | 'token'
    | 'inbox'

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

/** A room in the log; the name of a direct room is null. */
export interface AuditRoom {
  id: number
  kind: RoomKind
  name: string | null
}
