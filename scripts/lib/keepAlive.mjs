import { setTimeout as sleep } from 'node:timers/promises'
import { isStopping } from './lifecycle.mjs'
import { warn } from './screen.mjs'

const calmAfter = 10_000
const longestPause = 5_000

/**
 * Calls `start` (which answers `{ exited }`) again whenever what it started ends: at once the first time, then with
 * growing pauses while it keeps ending young. Returns when we are stopping.
 * `onEnd(count)` hears how many young deaths there were in a row; what it throws ends the loop.
 */
export async function keepAlive({ name, start, onEnd = () => {} }) {
  let youngDeaths = 0
  while (!isStopping()) {
    const began = Date.now()
    const reason = await lifeOf(start)
    if (isStopping()) return
    youngDeaths = Date.now() - began < calmAfter ? youngDeaths + 1 : 1
    onEnd(youngDeaths)
    warn(`! ${name} ended (${reason}), starting it again`)
    await sleep(pauseBefore(youngDeaths))
  }
}

/** Milliseconds to wait before the start that follows this many young deaths in a row. */
export function pauseBefore(youngDeaths) {
  return youngDeaths <= 1 ? 0 : Math.min(longestPause, 250 * 2 ** (youngDeaths - 2))
}

async function lifeOf(start) {
  try {
    const { exited } = await start()
    return await exited
  }
  catch (error) {
    return error.message
  }
}
