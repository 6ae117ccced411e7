import { ConcurrencyLimiter } from '../core/concurrencyLimiter'
import { consume, giveBack } from './rateLimit'

/**
 * Whoever is admitted gets an account and joins the square, all of it; a crowd waits here, where nothing of them is
 * stored yet. One queue for each kind: registering takes longer than entering as a guest.
 */
const queues = {
  'register.address': new ConcurrencyLimiter({ concurrency: 8, maxWaitMs: 8000 }),
  'guest.address': new ConcurrencyLimiter({ concurrency: 8, maxWaitMs: 8000 }),
}

/** Takes one point of the address's budget; it is given back to whoever is not admitted. */
export async function withAdmission<T>(
  budget: keyof typeof queues, address: string, work: () => Promise<T>,
): Promise<T> {
  await consume(budget, address)
  let admitted = false
  try {
    return await queues[budget].run(() => {
      admitted = true
      return work()
    })
  }
  catch (error) {
    if (!admitted) await giveBack(budget, address)
    throw error
  }
}
