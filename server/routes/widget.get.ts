import { defineEventHandler, removeResponseHeader, setResponseHeaders } from 'h3'
import { widgetQuerySchema } from '#shared/schemas/supportInbox'
import { whenReady } from '../core/lifecycle'
import { sendProblem, validQuery } from '../http/handler'
import { ownOrigin } from '../http/origin'
import { sendRefusalPage, wantsPage } from '../http/refusalPage'
import { widgetPage } from '../http/widgetPage'
import { describePublicInbox } from '../services/support/customers/publicInbox'
import { findInboxByKey, inboxFields } from '../services/support/inbox'

/** `GET /widget?inbox=KEY`: the conversation with an inbox, in a frame on its sites or as a page of its own. */
export default defineEventHandler(async (event) => {
  try {
    await whenReady()
    const { inbox: key, site, theme, language } = validQuery(event, widgetQuerySchema)
    const inbox = await findInboxByKey(key)
    const { sites } = inboxFields(inbox)
    const known = site !== undefined && [...sites, ownOrigin(event.node.req)].includes(site)
    const { html, headers } = await widgetPage({
      inbox: await describePublicInbox(inbox), sites, site: known ? site : null, theme, language,
    })
    // That of all other pages, which no site may show.
    removeResponseHeader(event, 'x-frame-options')
    setResponseHeaders(event, headers)
    return html
  }
  catch (error) {
    return wantsPage(event) ? sendRefusalPage(event, error) : sendProblem(event, error)
  }
})
