import { AppError } from '../../core/errors'

/** A disk that takes longer, such as one over a network that is gone, is one that does not answer. */
const patienceMs = 4000
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** What the disk says as one of our errors: `storage_full` where it has no room, `unavailable` for all else. */
export function toStorageError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new AppError(full.has(code) ? 'storage_full' : 'unavailable', { cause: error })
}

/** What the disk answers in time, or what went wrong as one of our errors. */
export async function answered<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new AppError('unavailable', { detail: 'storage' })), patienceMs)
  })
  try {
    return await Promise.race([work, late])
  }
  catch (error) {
    throw toStorageError(error)
  }
  finally {
    clearTimeout(timer)
  }
}
