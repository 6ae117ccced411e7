import { defineOpenHandler } from '../../http/handler'
import { listPublicInboxes } from '../../services/support/customers/publicInbox'

/** `GET /api/support/directory`: the inboxes that are listed for everybody. */
export default defineOpenHandler(async () => ({ inboxes: await listPublicInboxes() }))
