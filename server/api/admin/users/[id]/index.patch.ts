import { adminUserPatchSchema } from '#shared/adminSchemas'
import { defineAdminHandler, idParam, validBody } from '../../../../http/handler'
import { updateAdminUser } from '../../../../services/adminUser'

/** `PATCH /api/admin/users/:id`: names, e-mail, role, disabled, muted. */
export default defineAdminHandler(async ({ event, actor }) => ({
  user: await updateAdminUser(actor, idParam(event, 'id'), await validBody(event, adminUserPatchSchema)),
}))
