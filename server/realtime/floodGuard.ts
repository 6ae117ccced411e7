import type { UserKind } from '#shared/protocol/user'
import { TokenBucket } from '../core/tokenBucket'

const budgets = {
  usual: { burst: 300, perSecond: 30 },
  /** Who needs no account to be here. */
  customer: { burst: 60, perSecond: 5 },
}
/** Refused commands, beyond those that a person may send meanwhile, after which the socket is closed. */
const patience = 300

export type Taken = { ok: true } | { ok: false, retryAfter: number, hopeless: boolean }

/**
 * What one person may send over all their sockets: a burst of 300 commands, 30 a second in the long run; a customer 60
 * and 5.
 */
export class FloodGuard {
  private readonly bucket: TokenBucket
  /** Counted against time, not in a row: a slow machine allows a command of a flood before it has refused 300. */
  private readonly refusals: TokenBucket

  constructor({ burst, perSecond }: { burst: number, perSecond: number } = budgets.usual) {
    this.bucket = new TokenBucket(burst, perSecond)
    this.refusals = new TokenBucket(patience, perSecond)
  }

  /** `cost` is what the command makes the server do, in plain commands. */
  take(cost = 1): Taken {
    const taken = this.bucket.take(cost)
    return taken.ok ? taken : { ...taken, hopeless: !this.refusals.take().ok }
  }

  get isIdle(): boolean {
    return this.bucket.isFull && this.refusals.isFull
  }
}

const guards = new Map<number, FloodGuard>()

/** The budget of a person; it outlives their sockets, so that a new one does not fill it up. */
export function budgetOf(userId: number, kind?: UserKind): FloodGuard {
  const present = guards.get(userId)
  if (present) return present
  const guard = new FloodGuard(kind === 'customer' ? budgets.customer : budgets.usual)
  guards.set(userId, guard)
  return guard
}

/** Drops the budgets that are full again, as new ones are; those of open sockets are in use. */
export function forgetIdleBudgets(isConnected: (userId: number) => boolean): void {
  for (const [userId, guard] of guards) if (guard.isIdle && !isConnected(userId)) guards.delete(userId)
}
