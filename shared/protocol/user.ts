export type UserKind = 'member' | 'guest' | 'customer' | 'bot'
export type UserRole = 'user' | 'agent' | 'admin'

/** What anybody who may see a person sees. `deleted` marks a deleted account; its names are empty. */
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
  /** The person has proved that they read what is sent to the address. */
  emailVerified?: true
  /** They want no e-mail about what they missed. */
  digest?: 'off'
  /** Until then this person cannot write. */
  mutedUntil?: string
}

/** Who may add a person to rooms, who no longer may, and whether others see what they have read. */
export interface Privacy {
  addableBy: 'everyone' | 'companions' | 'nobody'
  /** Others see how far the person has read, and the person sees it of others who share theirs. */
  sharesReading: boolean
  /** Rooms that the person left for good, under the names they had then. */
  rooms: { id: number, name: string | null }[]
  people: Profile[]
}
