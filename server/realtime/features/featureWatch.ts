import { describeError, log } from '../../core/log'
import { lookAfterGuards } from '../../services/figures/featureGuard'
import { countPresent, isCountOld, noteGiven, writeFigures } from '../../services/figures/watch'
import { hub } from '../hub/hub'

const tickMs = 2000
/** Every so many ticks people are counted, and guards look; at once when features have changed. */
const countTicks = 5
const sliceMs = 8

let ticks = 0
let working = false

/**
 * Writes down who is given what and how it goes, in the background and in batches: no message and no page waits for it.
 */
export function startFeatureWatch(): void {
  setInterval(() => {
    if (working) return
    working = true
    void tick()
      .catch((error: unknown) => log.warn('feature figures', describeError(error)))
      .finally(() => {
        working = false
      })
  }, tickMs).unref()
}

async function tick(): Promise<void> {
  const now = Date.now()
  await noteConnections(now)
  const isCounting = ticks++ % countTicks === 0 || isCountOld()
  if (isCounting) await countPresent(now)
  await writeFigures(now)
  if (isCounting) await lookAfterGuards(new Date(now))
}

/** In slices, between which everything else goes on. */
async function noteConnections(now: number): Promise<void> {
  let end = performance.now() + sliceMs
  for (const { user, isOpen, features } of hub.connections) {
    if (isOpen) noteGiven(user, features.set, now)
    if (performance.now() < end) continue
    await new Promise(resolve => setImmediate(resolve))
    end = performance.now() + sliceMs
  }
}
