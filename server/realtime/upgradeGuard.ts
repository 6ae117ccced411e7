import type { IncomingMessage } from 'node:http'
import { limits } from '#shared/limits'
import { config } from '../core/config'
import { AppError } from '../core/errors'
import { authenticateRequest } from '../http/authenticate'
import { requireTicket } from '../http/customer'
import { localeOf } from '../http/locale'
import { assertHost, assertOwnOrigin, clientAddress } from '../http/origin'
import { assertOwnHost } from '../http/ownHost'
import { toAppError } from '../http/problem'
import { consume } from '../http/rateLimit'
import { deviceOf } from '../http/sessionCookie'
import { isReady } from '../core/lifecycle'
import { describeError, log } from '../core/log'
import { deviceKey } from '../services/sessions/session'
import type { CheckedSession } from './hub/connection'
import { hub } from './hub/hub'

const deadlineMs = 4500

/** Who may open a socket: checked here alone, no middleware of Nitro runs for an upgrade. */
export async function checkUpgrade(request: IncomingMessage): Promise<CheckedSession | Response> {
  try {
    return await withDeadline(admit(request))
  }
  catch (thrown) {
    const error = toAppError(thrown)
    if (error.code === 'internal') log.error('upgrade failed', describeError(thrown))
    // A check that failed for whatever reason admits nobody.
    const status = error.status === 500 ? 503 : error.status
    return new Response(null, {
      status,
      ...(error.retryAfter !== undefined && { headers: { 'retry-after': String(error.retryAfter) } }),
    })
  }
}

async function admit(request: IncomingMessage): Promise<CheckedSession> {
  const checkedAt = performance.now()
  assertHost(request)
  assertOwnHost(request)
  const [path, query] = request.url?.split('?', 2) ?? []
  if (path !== '/ws') throw new AppError('not_found')
  const ticket = new URLSearchParams(query).get('ticket')
  if (ticket === null) assertOwnOrigin(request)
  if (!isReady()) throw new AppError('unavailable')
  await consume('upgrade.address', clientAddress(request))
  const caller = ticket === null ? await authenticateRequest(request) : await requireTicket(request, ticket)
  if (!caller) throw new AppError('unauthenticated')
  if (config().limited && hub.connectionsOf(caller.user.id).size >= limits.connectionsPerUser) {
    throw new AppError('rate_limited', { retryAfter: 10 })
  }
  return {
    id: caller.sessionId,
    expiresAt: caller.expiresAt,
    from: deviceKey(deviceOf(request)),
    user: caller.user,
    locale: localeOf(request),
    checkedAt,
  }
}

function withDeadline<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new AppError('unavailable')), deadlineMs)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
