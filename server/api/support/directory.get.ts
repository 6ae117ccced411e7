import { directorySchema } from '#shared/schemas/supportInbox'
import { defineOpenHandler, validQuery } from '../../http/handler'
import { listPublicInboxes } from '../../services/support/customers/publicInbox'

/** `GET /api/support/directory`: the inboxes that are listed for everybody. */
export default defineOpenHandler(async (event) => {
  const { limit } = validQuery(event, directorySchema)
  return { inboxes: await listPublicInboxes(limit) }
})
