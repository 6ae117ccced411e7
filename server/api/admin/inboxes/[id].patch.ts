import { inboxPatchSchema } from '#shared/schemas/admin/adminInbox'
import { defineAdminHandler, idParam, validBody } from '../../../http/handler'
import { updateInbox } from '../../../services/support/inboxAdmin'

/** `PATCH /api/admin/inboxes/:id` */
export default defineAdminHandler(async ({ event, actor }) =>
  updateInbox(actor, idParam(event, 'id'), await validBody(event, inboxPatchSchema)), { confirmed: true })
