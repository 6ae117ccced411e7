import { setResponseStatus } from 'h3'
import { adminUserSchema } from '#shared/adminSchemas'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { assertConfirmed } from '../../../services/confirmation'
import { createAdminUser } from '../../../services/adminUser'

/** `POST /api/admin/users` */
export default defineAdminHandler(async ({ event, actor, ...caller }) => {
  const input = await validBody(event, adminUserSchema)
  if (input.role !== 'user') assertConfirmed(caller)
  const user = await createAdminUser(actor, input)
  setResponseStatus(event, 201)
  return { user }
})
