import type { JobPreview } from '#shared/protocol/job'
import type { ErrorCode, FieldError } from '#shared/protocol/problem'

/** One row per stable code: the status it has over HTTP and a title for people who read the answer. */
export const errorTable = {
  bad_field: [400, 'A field of the command is invalid'],
  bad_host: [400, 'The Host header is malformed'],
  bad_json: [400, 'Invalid JSON'],
  busy: [503, 'The server is busy'],
  client_id_reused: [409, 'This clientId belongs to a message in another room'],
  confirmation_required: [409, 'Confirm how many this will affect'],
  conflict: [409, 'Conflict with the current state'],
  email_taken: [409, 'This e-mail address already has an account'],
  feature_off: [403, 'This feature is turned off'],
  foreign_host: [421, 'Unknown host name: set NUXT_PUBLIC_URL to the address that people type'],
  forbidden: [403, 'You are not allowed to do this'],
  internal: [500, 'Internal server error'],
  invalid: [400, 'Some fields are invalid'],
  last_admin: [409, 'Plaza needs at least one admin: make somebody else an admin first'],
  last_owner: [409, 'A room needs at least one owner: make somebody else an owner first'],
  messages_are_immutable: [405, 'Messages can be deleted, but not changed'],
  method_not_allowed: [405, 'Method not allowed'],
  name_reserved: [409, 'This display name is reserved'],
  not_found: [404, 'Not found'],
  password_required: [403, 'Confirm your password first'],
  rate_limited: [429, 'Too many requests'],
  storage_full: [507, 'No space is left for files'],
  too_large: [413, 'The request is too large'],
  unauthenticated: [401, 'Not logged in, or wrong credentials'],
  unavailable: [503, 'Temporarily unavailable'],
  unknown_type: [400, 'Unknown command'],
  unsupported_media_type: [415, 'Unsupported media type'],
  username_reserved: [409, 'This username is reserved'],
  username_taken: [409, 'This username is taken, or looks like one that is'],
} as const satisfies Record<ErrorCode, readonly [number, string]>

interface Details {
  errors?: FieldError[]
  detail?: string
  /** Seconds. */
  retryAfter?: number
  cause?: unknown
  /** What is to be confirmed. */
  preview?: JobPreview
}

/** The only error that services throw on purpose; everything else is `internal` to the outside. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Details

  constructor(code: ErrorCode, details: Details = {}) {
    super(code, { cause: details.cause })
    this.name = 'AppError'
    this.code = code
    this.details = details
  }

  get status(): number {
    return errorTable[this.code][0]
  }

  /** Seconds after which a repetition makes sense; a fault heals in seconds, so it always has one. */
  get retryAfter(): number | undefined {
    return this.details.retryAfter ?? (this.status === 503 ? 1 : undefined)
  }
}

export function invalidField(path: string, code: string): AppError {
  return new AppError('invalid', { errors: [{ path, code }] })
}
