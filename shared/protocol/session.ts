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
