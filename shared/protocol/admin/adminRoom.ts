import type { RoomKind, RoomVisibility } from '../room'

export interface AdminRoom {
  id: number
  kind: RoomKind
  visibility: RoomVisibility
  name: string | null
  topic: string
  avatarUrl: string | null
  lastSeq: number
  memberCount: number
  createdAt: string
  activeAt: string
  archivedAt: string | null
  isDefault: boolean
  isSquare: boolean
}
