import { defineEventHandler, setResponseHeader, setResponseStatus } from 'h3'
import { checkHealth } from '../../services/health/health'
import { isReady } from '../../core/lifecycle'
import { bus } from '../../bus/bus'

/**
 * `GET /api/health/ready`: 200 when every part that is needed answers, else 503 with the state of each. A
 * node that lost Redis is `degraded` and stays in service: it does everything by itself and finds in the
 * databases what the others did.
 */
export default defineEventHandler(async (event) => {
  const parts = { server: isReady() ? 'ok' : 'starting', ...await checkHealth() }
  const ok = Object.values(parts).every(state => state === 'ok')
  setResponseStatus(event, ok ? 200 : 503)
  setResponseHeader(event, 'cache-control', 'no-store')
  if (!ok) setResponseHeader(event, 'retry-after', 1)
  return { status: ok ? (bus.state === 'ok' ? 'ok' : 'degraded') : 'unavailable', parts: { ...parts, bus: bus.state } }
})
