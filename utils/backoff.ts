const baseMs = 1_000
const capMs = 30_000

/**
 * How long to wait after the n-th failure in a row (from 0): capped exponential backoff with equal jitter, at least
 * half of each step (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 */
export function backoffMs(failures: number, random = Math.random()): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(failures, 16))
  return Math.round(ceiling / 2 + random * ceiling / 2)
}

/**
 * The server named a number of seconds: never earlier, and with jitter, so that clients with the same
 * answer do not retry together.
 */
export function retryAfterMs(seconds: number, random = Math.random()): number {
  const bounded = Math.min(Math.max(seconds, 0), 60 * 60)
  return Math.round(bounded * 1_000 + random * 1_000)
}
