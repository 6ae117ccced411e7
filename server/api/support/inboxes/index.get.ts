import { defineUserHandler } from '../../../http/handler'
import { listOwnInboxes } from '../../../services/support/desk/ownInboxes'

/** `GET /api/support/inboxes`: those that the caller is an agent of. */
export default defineUserHandler(async ({ user }) => ({ inboxes: await listOwnInboxes(user.id) }))
