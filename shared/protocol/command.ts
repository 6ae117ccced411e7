import type { z } from 'zod'
import type { commandSchemas } from '../schemas/command'
import type { ErrorCode } from './problem'

/** What a client may send on `/ws`, as the schemas accept it. */
export type ClientCommand = z.output<(typeof commandSchemas)[keyof typeof commandSchemas]>

export interface CommandFailed {
  type: 'command.failed'
  clientId?: string
  ref?: string
  code: ErrorCode
  detail?: string
  /** Seconds to wait before the same command may succeed. */
  retryAfter?: number
}
