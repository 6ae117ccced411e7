import { defineEventHandler, setResponseHeader, setResponseStatus } from 'h3'
import { checkHealth } from '../../services/health'
import { isReady } from '../../lifecycle'

/** `GET /api/health/ready`: 200 when every part answers, else 503 with the state of each. */
export default defineEventHandler(async (event) => {
  const parts = { server: isReady() ? 'ok' : 'starting', ...await checkHealth() }
  const ok = Object.values(parts).every(state => state === 'ok')
  setResponseStatus(event, ok ? 200 : 503)
  setResponseHeader(event, 'cache-control', 'no-store')
  if (!ok) setResponseHeader(event, 'retry-after', 1)
  return { status: ok ? 'ok' : 'unavailable', parts }
})
