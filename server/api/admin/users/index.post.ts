import { setResponseStatus } from 'h3'
import { adminUserSchema } from '#shared/adminSchemas'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { createAdminUser } from '../../../services/adminUser'

/** `POST /api/admin/users` */
export default defineAdminHandler(async ({ event, actor }) => {
  const user = await createAdminUser(actor, await validBody(event, adminUserSchema))
  setResponseStatus(event, 201)
  return { user }
})
