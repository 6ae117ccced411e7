import type { MemberRole } from '../room'
import type { UserKind, UserRole } from '../user'

/** What `/api/admin` answers; for admins alone. */
export interface AdminUser {
  id: number
  kind: UserKind
  role: UserRole
  username: string
  displayName: string
  avatarUrl: string | null
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
