import { defineEventHandler, setResponseHeader } from 'h3'
import type { H3Event } from 'h3'
import { isOwnRender } from '../http/network'
import { assertHost, clientAddress, isHttps } from '../http/origin'
import { consume } from '../http/rateLimit'
import { sendProblem } from '../http/handler'
import { sendRefusalPage, wantsPage } from '../http/refusalPage'
import { isDraining } from '../lifecycle'

/** Counted by their own handlers. Assets that exist never come here. */
const counted = /^\/(?:api|forms)\/(?!health\/)/

/** Pages are of one person and one moment: kept nowhere, also not for the way back (a form has a clientId that is used up). */
async function admitPage(event: H3Event): Promise<void> {
  setResponseHeader(event, 'cache-control', 'no-store')
  await consume('page.address', clientAddress(event.node.req))
}

/** HEAD is answered as GET (RFC 9110 §9.3.2): routes are found by GET, and Node writes no body, as it knows what was asked. */
function answerHead(event: H3Event): void {
  if (event.method === 'HEAD') event._method = 'GET'
}

/** Before every request: a Host that is one, HSTS where the connection really is https, and no lingering while draining. */
export default defineEventHandler(async (event) => {
  const request = event.node.req
  if (isOwnRender(request)) return
  try {
    assertHost(request)
    answerHead(event)
    if (!counted.test(event.path)) await admitPage(event)
  }
  catch (error) {
    return !event.path.startsWith('/api/') && wantsPage(event) ? sendRefusalPage(event, error) : sendProblem(event, error)
  }
  if (isHttps(request)) setResponseHeader(event, 'strict-transport-security', 'max-age=15552000')
  if (isDraining()) setResponseHeader(event, 'connection', 'close')
})
