import { adminUserPatchSchema } from '#shared/schemas/admin/adminUser'
import { defineAdminHandler, idParam, validBody } from '../../../../http/handler'
import { assertConfirmed } from '../../../../services/sessions/confirmation'
import { updateAdminUser } from '../../../../services/admin/adminUser'

/**
 * `PATCH /api/admin/users/:id`: names, e-mail, role, disabled, muted. What decides who gets in needs the
 * password again.
 */
export default defineAdminHandler(async ({ event, actor, ...caller }) => {
  const patch = await validBody(event, adminUserPatchSchema)
  if ([patch.email, patch.role, patch.disabled].some(value => value !== undefined)) assertConfirmed(caller)
  return { user: await updateAdminUser(actor, idParam(event, 'id'), patch) }
})
