const backoffMs = { first: 2000, longest: 10 * 60_000 }
/** What a push service may ask for at most: much later nobody needs the push. */
const retryAfterAtMostMs = 60 * 60_000

/**
 * How long to wait after so many attempts: each time twice as long, and not before the push service wants it. A quarter
 * more or less, so that what failed together does not come back together.
 */
export function delayOf(attempts: number, retryAfterMs: number, random = Math.random()): number {
  const backoff = Math.min(backoffMs.longest, backoffMs.first * 2 ** (attempts - 1)) * (0.75 + random / 2)
  return Math.round(Math.max(backoff, Math.min(retryAfterMs, retryAfterAtMostMs)))
}

/** A `Retry-After` in ms: seconds or a date (RFC 9110, 10.2.3). */
export function readRetryAfter(text: string | undefined, now = Date.now()): number {
  if (!text) return 0
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.max(0, ms) : 0
}
