import type { NuxtError } from '#app'

/**
 * The error page with the status of a failed request. On the server any error is one, and a fatal one is
 * logged as a fault.
 */
export function pageErrorOf({ code, status }: ApiError): NuxtError {
  return createError({ statusCode: status || 503, statusMessage: code, fatal: import.meta.client })
}

/** Turns a failed request of a page into the error page with the same status. */
export function toPageError(cause: unknown): NuxtError | unknown {
  return cause instanceof ApiError ? pageErrorOf(cause) : cause
}
