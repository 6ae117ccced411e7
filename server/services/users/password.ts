import { hash, verify } from '@node-rs/argon2'
import { ConcurrencyLimiter } from '../../core/concurrencyLimiter'

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
/** A crowd that registers at once is served within the time that people wait for an answer. */
const limiter = new ConcurrencyLimiter({ concurrency: 3, maxWaitMs: 3500 })

let decoy: Promise<string> | undefined

/** Hashes with argon2id; `rate_limited` when too many wait, so that a flood of logins cannot take the machine. */
export async function hashPassword(password: string): Promise<string> {
  return limiter.run(() => hash(password, cost))
}

/** Takes as long for an account that does not exist (or has no password) as for one that does. */
export async function verifyPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  decoy ??= hash('no account has this password', cost)
  const against = stored ?? await decoy
  const matches = await limiter.run(() => verify(against, password))
  return matches && Boolean(stored)
}
