import { getRouterParam } from 'h3'
import { defineVisitorHandler } from '../../../http/visitorHandler'
import { describePublicInbox } from '../../../services/support/customers/publicInbox'
import { enterInbox } from '../../../services/support/cases/visit'

/** `GET /api/support/inboxes/:key`: for anybody, from Plaza's own pages and those of its sites. */
export default defineVisitorHandler(async ({ event, ...visit }) => {
  const inbox = await enterInbox(getRouterParam(event, 'key') ?? '', visit)
  return { inbox: await describePublicInbox(inbox) }
})
