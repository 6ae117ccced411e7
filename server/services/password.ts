import { hash, verify } from '@node-rs/argon2'
import { AppError } from '../errors'

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet): 19 MiB, 2 passes, 1 lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
const atOnce = 3
const waitingAtMost = 60

let running = 0
const waiting: (() => void)[] = []
let decoy: Promise<string> | undefined

/** Hashes with argon2id; `busy` when too many wait, so that a flood of logins cannot take the machine. */
export async function hashPassword(password: string): Promise<string> {
  return limited(() => hash(password, cost))
}

/** Takes as long for an account that does not exist (or has no password) as for one that does. */
export async function verifyPassword(password: string, stored: string | null | undefined): Promise<boolean> {
  decoy ??= hash('no account has this password', cost)
  const against = stored ?? await decoy
  const matches = await limited(() => verify(against, password))
  return matches && Boolean(stored)
}

async function limited<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= waitingAtMost) throw new AppError('busy', { retryAfter: 2 })
    await new Promise<void>(resolve => waiting.push(resolve))
  }
  running++
  try {
    return await work()
  }
  finally {
    running--
    waiting.shift()?.()
  }
}
