import type { ErrorCode, Problem } from '#shared/protocol/problem'
import { rootCause } from '../core/rootCause'
import { AppError, errorTable } from '../core/errors'

/**
 * What MariaDB says when it cannot work now: disk full (1021, 1114), shutting down or full of connections (1040, 1053,
 * 1203), locks (1205, 1213, 1020) or a transaction lost (1305), read-only (1290, 1836), a statement or connection
 * killed (1317, 1927, 1969).
 */
const outages = new Set([1020, 1021, 1040, 1053, 1114, 1203, 1205, 1213, 1290, 1305, 1317, 1836, 1927, 1969])

/** Any error as one of ours. A database that cannot work now is `unavailable`; what we did not expect is `internal`. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const cause = rootCause(error)
  if (cause instanceof AppError) return cause
  if (cause instanceof Error && 'errno' in cause) {
    return new AppError(outages.has(Number(cause.errno)) ? 'unavailable' : 'internal', { cause: error })
  }
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  return new AppError(codeOfStatus(status), { cause: error })
}

/** RFC 9457; only what the code itself says, nothing of what happened inside. */
export function toProblem(error: AppError): Problem {
  const [status, title] = errorTable[error.code]
  const { detail, errors, preview } = error.details
  return {
    type: `urn:plaza:error:${error.code}`,
    title,
    status,
    code: error.code,
    ...(detail && { detail }),
    ...(errors && { errors }),
    ...(preview && { preview }),
  }
}

/** What a person reads: for `forbidden`, the reason. */
export function reasonOf({ code, details }: AppError): string {
  return code === 'forbidden' ? details.detail ?? code : code
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 404) return 'not_found'
  if (status === 405) return 'method_not_allowed'
  if (status === 413) return 'too_large'
  return status >= 400 && status < 500 ? 'invalid' : 'internal'
}
