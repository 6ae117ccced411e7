import type { JobPreview } from '#shared/protocol/job'
import type { ErrorCode, FieldError } from '#shared/protocol/problem'

/** One row per stable code: the status it has over HTTP and a title for people who read the answer. */
export const errorTable = {
  bad_field: [400, 'A field of the command is not as it should be'],
  bad_host: [400, 'The Host header is malformed'],
  bad_json: [400, 'This is not JSON'],
  busy: [503, 'Too much is waiting already'],
  client_id_reused: [409, 'This clientId belongs to a message of another room'],
  confirmation_required: [409, 'Say how many this will touch'],
  conflict: [409, 'This does not go with the present state'],
  email_taken: [409, 'This e-mail address has an account'],
  feature_off: [403, 'This feature is switched off'],
  foreign_host: [421, 'This Plaza is not known by this name: set NUXT_PUBLIC_URL to the address that people type'],
  forbidden: [403, 'You may not do this'],
  internal: [500, 'Something went wrong here'],
  invalid: [400, 'Some fields are not as they should be'],
  last_admin: [409, 'Plaza needs an admin: make somebody else admin first'],
  last_owner: [409, 'A room needs an owner: make somebody else owner first'],
  messages_are_immutable: [405, 'Messages can be deleted, never changed'],
  method_not_allowed: [405, 'This method is not for this address'],
  name_reserved: [409, 'This display name is for those who look after Plaza'],
  not_found: [404, 'There is nothing here'],
  password_required: [403, 'Give your password again first'],
  rate_limited: [429, 'Too many requests'],
  too_large: [413, 'This is too large'],
  unauthenticated: [401, 'Log in first'],
  unavailable: [503, 'A part of Plaza does not answer'],
  unknown_type: [400, 'There is no such command'],
  unsupported_media_type: [415, 'Send application/json'],
  username_reserved: [409, 'This name is for those who look after Plaza'],
  username_taken: [409, 'This name is taken, or looks like one that is'],
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
