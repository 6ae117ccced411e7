import { setResponseStatus } from 'h3'
import { inboxSchema } from '#shared/schemas/admin/adminInbox'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { createInbox } from '../../../services/support/inboxAdmin'

/** `POST /api/admin/inboxes`: the secret is shown once. */
export default defineAdminHandler(async ({ event, actor }) => {
  const created = await createInbox(actor, await validBody(event, inboxSchema))
  setResponseStatus(event, 201)
  return created
}, { confirmed: true })
