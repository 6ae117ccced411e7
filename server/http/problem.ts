import type { ErrorCode, Problem } from '#shared/protocol'
import { rootCause } from '../database/pool'
import { AppError, errorTable } from '../errors'

/** Any error as one of ours. What the databases say is `unavailable`; what we did not expect is `internal`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const cause = rootCause(error)
  if (cause instanceof AppError) return cause
  if (cause instanceof Error && 'sqlState' in cause) return new AppError('unavailable', { cause: error })
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return new AppError(codeOfStatus(status), { cause: error })
}

/** RFC 9457; only what the code itself says, nothing of what happened inside. */
export function toProblem(error: AppError): Problem {
  const [status, title] = errorTable[error.code]
  const { detail, errors } = error.details
  return { type: `urn:plaza:error:${error.code}`, title, status, code: error.code, ...(detail && { detail }), ...(errors && { errors }) }
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 404) return 'not_found'
  if (status === 405) return 'method_not_allowed'
  if (status === 413) return 'too_large'
  return status >= 400 && status < 500 ? 'invalid' : 'internal'
}
