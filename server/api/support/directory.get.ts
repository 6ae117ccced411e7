import { defineOpenHandler } from '../../http/handler'
import { listPublicInboxes } from '../../services/support/customers/publicInbox'

/** `GET /api/support/directory`: the inboxes that anybody may turn to. */
export default defineOpenHandler(async () => ({ inboxes: await listPublicInboxes() }))
