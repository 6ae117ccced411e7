import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'
import { appendResponseHeader, getRequestHeader, getResponseHeader, setResponseHeader } from 'h3'

const gzip = promisify(gzipCallback)
/** What fits into one packet is not worth it. */
const fewest = 1_400
/** The levels above cost more time than they save bytes. */
const level = 3

/**
 * Sends rendered pages and the texts of the app compressed to who takes that; files are compressed by the build. Only
 * those: the session cookie is SameSite, so that no other site can ask for pages again and again and measure (BREACH).
 */
export default defineNitroPlugin((nitro) => {
  nitro.hooks.hook('beforeResponse', async (event, response) => {
    const isTexts = event.path.startsWith('/_i18n/') && typeof response.body === 'object'
    const body = isTexts ? JSON.stringify(response.body) : response.body
    // Pages of errors are asked for by the server itself, which reads them as text.
    if (typeof body !== 'string' || body.length < fewest || event.path.startsWith('/__nuxt_error')) return
    if (isTexts) setResponseHeader(event, 'content-type', 'application/json')
    else if (!String(getResponseHeader(event, 'content-type') ?? '').startsWith('text/html')) return
    appendResponseHeader(event, 'vary', 'Accept-Encoding')
    if (
      getResponseHeader(event, 'content-encoding')
      || !/\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(getRequestHeader(event, 'accept-encoding') ?? '')
    ) {
      return
    }
    setResponseHeader(event, 'content-encoding', 'gzip')
    response.body = await gzip(body, { level })
  })
})
