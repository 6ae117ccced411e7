import { defineEventHandler, setResponseHeader } from 'h3'
import { assertHost, clientAddress, isHttps } from '../http/origin'
import { consume } from '../http/rateLimit'
import { sendProblem } from '../http/handler'
import { isDraining } from '../lifecycle'

/** Answered without work (assets), or counted by their own handlers. */
const counted = /^\/(?:api|forms|_nuxt|_nuxt_icon)\//

/** Before every request: a Host that is one, HSTS where the connection really is https, and no lingering while draining. */
export default defineEventHandler(async (event) => {
  const request = event.node.req
  // A call of our own renderer has no network behind it; it was checked when it came in.
  if (!request.socket?.remoteAddress) return
  try {
    assertHost(request)
    if (!counted.test(event.path)) await consume('page.address', clientAddress(request))
  }
  catch (error) {
    return sendProblem(event, error)
  }
  if (isHttps(request)) setResponseHeader(event, 'strict-transport-security', 'max-age=15552000')
  if (isDraining()) setResponseHeader(event, 'connection', 'close')
})
