import { defineEventHandler, setResponseHeader } from 'h3'
import type { H3Event } from 'h3'
import { AppError } from '../core/errors'
import { isOwnRender } from '../http/network'
import { methodsOf } from '../http/methods'
import { sendOfrepError } from '../http/ofrep'
import { answerPreflight, isForOtherOrigins, openToOtherOrigins, openToSites } from '../http/otherOrigins'
import { assertHost, clientAddress, isHttps } from '../http/origin'
import { assertOwnHost } from '../http/ownHost'
import { consume } from '../http/rateLimit'
import { sendProblem } from '../http/handler'
import { sendRefusalPage, wantsPage } from '../http/refusalPage'
import { isDraining } from '../core/lifecycle'

/** Counted by their own handlers. Assets that exist never come here. */
const counted = /^\/(?:api|forms|ofrep)\//
/**
 * Never counted: behind one address there may be a load balancer and everybody it serves, and a node whose checks are
 * refused is taken out of service. The databases are asked twice a second at most, however many ask.
 */
const health = /^\/api\/health\//

/**
 * Pages are of one person and one moment: kept nowhere, also not for the way back (a form has a clientId
 * that is used up).
 */
async function admitPage(event: H3Event): Promise<void> {
  setResponseHeader(event, 'cache-control', 'no-store')
  await consume('page.address', clientAddress(event.node.req))
}

/**
 * Pages and their assets are only read, and forms only posted to: any other method is refused, and no
 * page is rendered for it.
 */
function assertMethod(event: H3Event): void {
  if (/^\/(?:api|ofrep)\//.test(event.path) || event.method === 'GET') return
  const isForm = event.path.startsWith('/forms/')
  const methods = isForm ? methodsOf(event.path.split('?', 1)[0] ?? '') : ['GET', 'HEAD']
  if (methods.length === 0) throw new AppError('not_found')
  if (methods.includes(event.method)) return
  setResponseHeader(event, 'allow', methods.join(', '))
  throw new AppError('method_not_allowed')
}

/**
 * The texts of a language are asked for by its code; anything else there would be looked up among the
 * properties of an object.
 */
function assertLanguage(event: H3Event): void {
  if (
    event.path.startsWith('/_i18n/')
    && !/^\/_i18n\/[\w-]+\/[a-z]{2,3}(?:-[A-Za-z\d]{2,8})*\/messages\.json(?:\?|$)/.test(event.path)
  ) {
    throw new AppError('not_found')
  }
}

/**
 * HEAD is answered as GET (RFC 9110 §9.3.2): routes are found by GET, and Node writes no body, as it
 * knows what was asked.
 */
function answerHead(event: H3Event): void {
  if (event.method === 'HEAD') event._method = 'GET'
}

/**
 * Before every request: a Host that is one, HSTS where the connection really is https, and no lingering while draining.
 */
export default defineEventHandler(async (event) => {
  const request = event.node.req
  if (isOwnRender(request)) return
  const isOfrep = isForOtherOrigins(event)
  if (isOfrep) openToOtherOrigins(event)
  try {
    assertHost(request)
    assertOwnHost(request)
    const isOpen = isOfrep || await openToSites(event)
    if (isOpen && event.method === 'OPTIONS') return answerPreflight(event)
    answerHead(event)
    assertMethod(event)
    assertLanguage(event)
    if (health.test(event.path)) setResponseHeader(event, 'cache-control', 'no-store')
    else if (!counted.test(event.path)) await admitPage(event)
  }
  catch (error) {
    if (isOfrep) return sendOfrepError(event, error)
    return !event.path.startsWith('/api/') && wantsPage(event)
      ? sendRefusalPage(event, error)
      : sendProblem(event, error)
  }
  if (isHttps(request)) setResponseHeader(event, 'strict-transport-security', 'max-age=15552000')
  if (isDraining()) setResponseHeader(event, 'connection', 'close')
})
