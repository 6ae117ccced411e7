import { sendNoContent, setResponseHeaders } from 'h3'
import type { H3Event } from 'h3'
import { AppError } from '../core/errors'
import { isReady } from '../core/lifecycle'
import { isListedSite } from '../services/support/site'
import { methodsOf } from './methods'
import { foreignOrigin } from './origin'

/** What pages of other origins may call: by a token, never by a cookie. */
const open = /^\/ofrep\/v1\//

/** What a customer needs on the page of a site that an inbox lists: by their token, never by a cookie. */
const forCustomers = new RegExp([
  '^/api/(?:support/(?:cases|resume|sessions|inboxes/[\\w-]+)', 'socket-tickets', 'rooms/\\d+)(?:[/?]|$)',
].join('|'))

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

/**
 * Lets pages of listed sites read what customers are answered; false for everything else. Which inbox lists the site is
 * decided with the token, or by the case that is opened.
 */
export async function openToSites(event: H3Event): Promise<boolean> {
  if (!forCustomers.test(event.path)) return false
  const origin = foreignOrigin(event.node.req)
  if (!origin || !isReady() || !await isListedSite(origin)) return false
  setResponseHeaders(event, {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Retry-After',
    'cross-origin-resource-policy': 'cross-origin',
    'vary': 'Origin',
  })
  return true
}

/** What a browser asks before a page may send a token. */
export function answerPreflight(event: H3Event): void {
  const methods = methodsOf(event.path.split('?', 1)[0] ?? '').filter(method => method !== 'HEAD')
  if (methods.length === 0) throw new AppError('not_found')
  setResponseHeaders(event, {
    'access-control-allow-methods': methods.join(', '),
    'access-control-allow-headers': 'Authorization, X-API-Key, Content-Type, If-Match, If-None-Match',
    'access-control-max-age': preflightSeconds,
  })
  sendNoContent(event)
}
