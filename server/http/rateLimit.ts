import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { RateLimiterAbstract } from 'rate-limiter-flexible'
import { AppError } from '../core/errors'
import { config } from '../core/config'
import type { RedisClient } from '../bus/redisLink'

const day = 24 * 60 * 60

/** Points per duration in seconds; addresses are shared by offices and schools, so theirs are generous. */
const budgets = {
  'login.pair': { points: 10, duration: 15 * 60 },
  /** Counted, never refused: they say how long the next try waits. */
  'login.login': { points: Number.MAX_SAFE_INTEGER, duration: 60 * 60 },
  'login.place': { points: Number.MAX_SAFE_INTEGER, duration: 60 * 60 },
  'login.address': { points: 25, duration: 15 * 60 },
  'password.session': { points: 10, duration: 15 * 60 },
  'register.address': { points: 60, duration: 60 * 60 },
  'guest.address': { points: 120, duration: 60 * 60 },
  'setup.address': { points: 10, duration: 15 * 60 },
  'reset.address': { points: 20, duration: 60 * 60 },
  /** No longer than a link is good: whoever may ask for no more still has one. */
  'reset.email': { points: 5, duration: 30 * 60 },
  'verification.user': { points: 5, duration: 60 * 60 },
  'room.user': { points: 100, duration: day },
  'addition.user': { points: 500, duration: day },
  'direct.user': { points: 150, duration: day },
  'report.user': { points: 100, duration: day },
  /** Each asks a push service, and waits for it. */
  'push.user': { points: 10, duration: 60 },
  /** Everybody who shares a room hears of a new name. */
  'rename.user': { points: 100, duration: day },
  /** Each takes a core for a moment. */
  'picture.user': { points: 60, duration: 60 * 60 },
  /** A page reports every few seconds, and somebody may have many open. */
  'fault.user': { points: 60, duration: 60 },
  'write.user': { points: 900, duration: 60 },
  /** Nobody types faster, and who needs no account is given less. */
  'write.customer': { points: 120, duration: 60 },
  'page.address': { points: 600, duration: 60 },
  'read.address': { points: 3000, duration: 60 },
  /** Tokens that are none: guesses, and applications that were set up wrongly. */
  'token.address': { points: 60, duration: 60 },
  /** What applications ask for, all of a token's and those of one place: a token in a page is everybody's. */
  'evaluate.token': { points: 60_000, duration: 60 },
  'evaluate.place': { points: 12_000, duration: 60 },
  /** Cases that are opened from an address, by somebody who is known already, and in an inbox by strangers together. */
  'case.address': { points: 120, duration: 60 * 60 },
  'case.visitor': { points: 20, duration: 60 * 60 },
  'case.inbox': { points: 2000, duration: 60 * 60 },
  /** Each may be of megabytes. */
  'copy.user': { points: 30, duration: 60 * 60 },
  /** Links that make another device the same customer: asked for by e-mail, made by hand, and those that are none. */
  'resume.address': { points: 20, duration: 60 * 60 },
  'resume.email': { points: 5, duration: 30 * 60 },
  'resume.visitor': { points: 20, duration: 60 * 60 },
  'resume.token': { points: 60, duration: 60 * 60 },
  'upgrade.address': { points: 600, duration: 60 },
} as const

export type Budget = keyof typeof budgets

/**
 * Guesses, new accounts and what a person may do a day are counted over all nodes; the rest protects the node that does
 * the work, and costs no round trip.
 */
const shared: ReadonlySet<string> = new Set<Budget>([
  'login.pair', 'login.login', 'login.place', 'login.address', 'password.session', 'register.address', 'guest.address',
  'setup.address', 'reset.address', 'reset.email', 'verification.user',
  'room.user', 'addition.user', 'direct.user', 'report.user', 'rename.user', 'picture.user',
  'case.address', 'case.visitor', 'case.inbox', 'resume.address', 'resume.email', 'resume.visitor', 'resume.token',
])

const limiters = new Map<string, RateLimiterAbstract>(
  Object.entries(budgets).map(([name, budget]) => [name, new RateLimiterMemory({ ...budget, keyPrefix: name })]),
)

/** Counts over all nodes from now on; while Redis is away each node counts by itself. */
export function shareLimits(commands: RedisClient): void {
  for (const [name, budget] of Object.entries(budgets)) {
    if (!shared.has(name)) continue
    const insuranceLimiter = limiters.get(name)
    limiters.set(
      name,
      new RateLimiterRedis({
        ...budget,
        keyPrefix: `plaza:limit:${name}`,
        storeClient: commands,
        rejectIfRedisNotReady: true,
        insuranceLimiter,
      }),
    )
  }
}

/** Takes one point; `rate_limited` with the seconds to wait when there is none left. */
export async function consume(budget: Budget, key: string | number): Promise<void> {
  if (!config().limited) return
  await refuse(() => limiter(budget).consume(key))
}

/** A point of each of several budgets. */
export async function consumeAll(points: [budget: Budget, key: string | number][]): Promise<void> {
  for (const [budget, key] of points) await consume(budget, key)
}

/** Takes one point of a budget that only counts; says how many are taken by now. */
export async function count(budget: 'login.login' | 'login.place', key: string): Promise<number> {
  return config().limited ? (await limiter(budget).consume(key)).consumedPoints : 0
}

/**
 * Gives a point back: for budgets that only failures use up. Taken first, so that tries at once cannot pass together.
 */
export async function giveBack(budget: Budget, key: string | number): Promise<void> {
  if (config().limited) await limiter(budget).reward(key)
}

/**
 * Does what a person may do only so often. Taken first, so that many at once cannot pass together; given back when it
 * failed or, by `counts`, did nothing new.
 */
export async function withinBudget<T>(
  budget: Budget, userId: number, work: () => Promise<T>, counts: (result: T) => boolean = () => true,
): Promise<T> {
  await consume(budget, userId)
  let counted = false
  try {
    const result = await work()
    counted = counts(result)
    return result
  }
  finally {
    if (!counted) await giveBack(budget, userId)
  }
}

async function refuse(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  }
  catch (state) {
    throw state instanceof RateLimiterRes ? limited(state) : state
  }
}

function limited(state: RateLimiterRes): AppError {
  return new AppError('rate_limited', { retryAfter: Math.max(1, Math.ceil(state.msBeforeNext / 1000)) })
}

function limiter(budget: Budget): RateLimiterAbstract {
  const found = limiters.get(budget)
  if (!found) throw new AppError('internal')
  return found
}
