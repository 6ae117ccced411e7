import { closeCodes } from '#shared/protocol/event'
import { hub } from './hub/hub'
import { forgetIdleBudgets } from './floodGuard'

const sweepMs = 5000
const pingEvery = 5
/** A sweep that comes this late says that this process stood still: what peers answered meanwhile is not read yet. */
const lateMs = 2000

/**
 * Looks at every connection each 5 s: ended sessions (4401), readers that take nothing (1013), and each 25 s peers that
 * did not answer the last ping (4408). After a standstill of our own nobody is judged by it.
 */
export function startHeartbeat(): NodeJS.Timeout {
  let round = 0
  let sweptAt = performance.now()
  return setInterval(() => {
    const elapsed = performance.now() - sweptAt
    sweptAt = performance.now()
    if (elapsed > sweepMs + lateMs) return
    const pinging = ++round % pingEvery === 0
    const now = new Date()
    for (const connection of [...hub.connections]) {
      if (connection.session.expiresAt <= now) connection.close(closeCodes.sessionEnded)
      connection.checkProgress(elapsed)
      if (!pinging) continue
      if (connection.awaitingPong) connection.close(closeCodes.noPong)
      else connection.ping()
    }
    if (pinging) forgetIdleBudgets(userId => hub.connectionsOf(userId).size > 0)
  }, sweepMs)
}
