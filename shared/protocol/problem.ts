import type { JobPreview } from './job'

/** Body of every error answer: RFC 9457, with a stable snake_case `code`. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  detail?: string
  errors?: FieldError[]
  /** With `confirmation_required`: what is to be confirmed. */
  preview?: JobPreview
}

export interface FieldError {
  path: string
  code: string
}

export type ErrorCode
  = 'bad_field' | 'bad_host' | 'bad_json' | 'busy' | 'client_id_reused' | 'confirmation_required' | 'conflict'
    | 'email_taken' | 'feature_off' | 'foreign_host' | 'forbidden' | 'internal' | 'invalid' | 'last_admin'
    | 'last_owner' | 'messages_are_immutable' | 'method_not_allowed' | 'name_reserved' | 'not_found'
    | 'password_required' | 'rate_limited' | 'storage_full' | 'too_large' | 'unauthenticated' | 'unavailable'
    | 'unknown_type' | 'unsupported_media_type' | 'username_reserved' | 'username_taken'
