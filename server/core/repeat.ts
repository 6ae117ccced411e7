import { isDraining } from './lifecycle'
import { describeError, log } from './log'

/**
 * Work that is done again and again, until the node drains: at once when there may be more, never two at a time. What
 * fails is logged under the name, and tried again the next time.
 */
export function repeat(name: string, lookMs: number, work: () => Promise<boolean>, ms = lookMs): void {
  setTimeout(async () => {
    if (isDraining()) return
    const more = await work().catch((error: unknown) => {
      log.warn(name, describeError(error))
      return false
    })
    repeat(name, lookMs, work, more ? 0 : lookMs)
  }, ms).unref()
}
