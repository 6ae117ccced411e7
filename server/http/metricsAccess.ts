import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../core/address'
import { config } from '../core/config'
import { AppError } from '../core/errors'

const ownName = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/

/**
 * With a token configured only its bearer may, without one only this machine itself; `not_found` for everybody else.
 */
export function assertMayMeasure(request: IncomingMessage): void {
  const { metricsToken } = config()
  const allowed = metricsToken ? isSame(request.headers.authorization, `Bearer ${metricsToken}`) : isLocal(request)
  if (!allowed) throw new AppError('not_found')
}

/** A proxy on this machine speaks for others: it says so, or the name that they asked for does. */
function isLocal(request: IncomingMessage): boolean {
  const forwarded = request.headers['x-forwarded-for']
    ?? request.headers.forwarded
    ?? request.headers['x-real-ip']
    ?? request.headers.via
  return forwarded === undefined
    && ownName.test(request.headers.host ?? '')
    && isLoopback(request.socket.remoteAddress ?? '')
}

function isSame(given: string | undefined, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return given !== undefined && timingSafeEqual(digest(given), digest(wanted))
}
