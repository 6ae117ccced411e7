import { setResponseStatus } from 'h3'
import { adminUserSchema } from '#shared/schemas/admin/adminUser'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { assertConfirmed } from '../../../services/sessions/confirmation'
import { createAdminUser } from '../../../services/admin/adminUser'

/** `POST /api/admin/users` */
export default defineAdminHandler(async ({ event, actor, ...caller }) => {
  const input = await validBody(event, adminUserSchema)
  if (input.role !== 'user') assertConfirmed(caller)
  const user = await createAdminUser(actor, input)
  setResponseStatus(event, 201)
  return { user }
})
