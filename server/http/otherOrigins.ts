import { sendNoContent, setResponseHeaders } from 'h3'
import type { H3Event } from 'h3'
import { AppError } from '../core/errors'
import { methodsOf } from './methods'

/** What pages of other origins may call: by a token, never by a cookie. */
const open = /^\/ofrep\/v1\//

const preflightSeconds = 2 * 60 * 60

export function isForOtherOrigins(event: H3Event): boolean {
  return open.test(event.path)
}

/**
 * Lets pages of every origin read the answer (Fetch standard, CORS protocol). As credentials are not allowed, a browser
 * sends no cookie, and hides the answer from a page that made it send one.
 */
export function openToOtherOrigins(event: H3Event): void {
  setResponseHeaders(event, {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'ETag, Retry-After',
    'cross-origin-resource-policy': 'cross-origin',
  })
}

/** What a browser asks before a page may send a token. */
export function answerPreflight(event: H3Event): void {
  const methods = methodsOf(event.path.split('?', 1)[0] ?? '').filter(method => method !== 'HEAD')
  if (methods.length === 0) throw new AppError('not_found')
  setResponseHeaders(event, {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': 'Authorization, X-API-Key, Content-Type, If-None-Match',
    'access-control-max-age': preflightSeconds,
  })
  sendNoContent(event)
}
