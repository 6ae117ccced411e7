import type { NitroErrorHandler } from 'nitropack/types'
import { sendProblem } from './http/handler'
import { sendRefusalPage, wantsPage } from './http/refusalPage'

/** Addresses that no person reads: an error page would only cost. */
const plain = /^\/(?:api|forms|ofrep|_i18n|_nuxt|_nuxt_icon)\//

/**
 * What no handler caught. The API answers as always; a page goes on to Nuxt's own error page, which shows `error.vue`
 * with the status and nothing of what happened inside.
 */
export default <NitroErrorHandler> function handleError(error, event) {
  // A part of an answer is out already: broken off, nobody takes it for the whole.
  if (event.node.res.headersSent) {
    event.node.res.destroy()
    return
  }
  if (!plain.test(event.path)) return
  const body = event.path.startsWith('/forms/') && wantsPage(event)
    ? sendRefusalPage(event, error)
    : sendProblem(event, error)
  event.node.res.end(body)
}
