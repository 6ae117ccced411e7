import type { ErrorCode } from '#shared/protocol/problem'
import { AppError } from '../../core/errors'
import { countFailure } from '../../services/figures/personCounts'
import type { Connection } from '../hub/connection'

/** Which command failed: its client id, and its type. */
export interface CommandReference {
  clientId?: string
  ref?: string
}

/** Why a frame was not a command, with what is known of it. */
export class CommandError extends AppError {
  readonly reference: CommandReference

  constructor(code: 'bad_json' | 'unknown_type' | 'bad_field', input: object = {}, detail?: string) {
    super(code, { detail })
    this.reference = { ...shortString(input, 'clientId', 'clientId'), ...shortString(input, 'type', 'ref') }
  }
}

/**
 * Failures that the server or the client is to blame for. What a person may not do, has typed or does too often says
 * nothing of how a feature works, and what a kill switch refuses does not either.
 */
const faulty: ReadonlySet<ErrorCode> = new Set([
  'internal', 'unavailable', 'busy', 'bad_json', 'unknown_type', 'bad_field', 'client_id_reused',
])

export function pushFailure(connection: Connection, error: AppError, reference: CommandReference): void {
  if (faulty.has(error.code)) countFailure(connection.user.id)
  const { detail, errors } = error.details
  const field = detail ?? errors?.[0]?.path
  connection.push({
    type: 'command.failed', ...reference, code: error.code,
    ...(field && { detail: field }),
    ...(error.retryAfter !== undefined && { retryAfter: error.retryAfter }),
  })
}

function shortString(input: object, key: string, name: keyof CommandReference): CommandReference {
  const value = Object.hasOwn(input, key) ? (input as Record<string, unknown>)[key] : undefined
  return typeof value === 'string' && value.length <= 64 ? { [name]: value } : {}
}
