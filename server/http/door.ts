import { Turnstile } from '../core/turnstile'
import { consume, giveBack } from './rateLimit'

/**
 * Whoever is let in gets an account and is brought into the square, all of it; a crowd waits here, where nothing of them is stored yet.
 * One for each kind: registering takes longer than a name does.
 */
const doors = {
  'register.address': new Turnstile({ atOnce: 8, patienceMs: 8000 }),
  'guest.address': new Turnstile({ atOnce: 8, patienceMs: 8000 }),
}

/** One more of what the address may; whoever was not let in has used up nothing of it. */
export async function throughDoor<T>(door: keyof typeof doors, address: string, work: () => Promise<T>): Promise<T> {
  await consume(door, address)
  let isIn = false
  try {
    return await doors[door].pass(() => {
      isIn = true
      return work()
    })
  }
  catch (error) {
    if (!isIn) await giveBack(door, address)
    throw error
  }
}
