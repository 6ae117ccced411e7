import { AppError } from './errors'

/** Follows `cause` to the error of the driver (Drizzle wraps it), or to what we already made of it. */
export function rootCause(error: unknown): unknown {
  let current = error
  while (!(current instanceof AppError) && current instanceof Error && current.cause instanceof Error) {
    current = current.cause
  }
  return current
}
