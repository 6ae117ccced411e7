import type { NuxtError } from '#app'

/** Turns a failed request of a page into the error page with the same status. On the server any error does, and a fatal one is logged as a fault. */
export function toPageError(cause: unknown): NuxtError | unknown {
  if (!(cause instanceof ApiError)) return cause
  return createError({ statusCode: cause.status || 503, statusMessage: cause.code, fatal: import.meta.client })
}
