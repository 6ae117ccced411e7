/** A browser or another client in which the person is logged in. */
export interface OwnSession {
  /** Identifies the session; it cannot be used to log in. */
  id: string
  createdAt: string
  expiresAt: string
  /** When it was last used, accurate to some minutes. */
  seenAt: string | null
  address: string | null
  userAgent: string | null
  /** The session of this request. */
  current: boolean
}

export type SecurityEventKind
  = 'registered' | 'logged_in' | 'login_failed' | 'login_refused' | 'claimed' | 'password_changed' | 'password_reset'
    | 'email_changed' | 'email_verified' | 'session_ended' | 'sessions_ended' | 'confirmed' | 'confirmation_failed'

/** A security event of the own account; the failures of an hour are one entry with a `count`. */
export interface SecurityEvent {
  id: number
  kind: SecurityEventKind
  count: number
  createdAt: string
  address: string
  userAgent: string
}
