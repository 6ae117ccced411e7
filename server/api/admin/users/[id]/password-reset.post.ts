import { setResponseStatus } from 'h3'
import { defineAdminHandler, idParam } from '../../../../http/handler'
import { createPasswordReset } from '../../../../services/accounts/passwordReset'

/** `POST /api/admin/users/:id/password-reset`: the secret of a one-time link, shown once. */
export default defineAdminHandler(async ({ event, actor }) => {
  const reset = await createPasswordReset(actor, idParam(event, 'id'))
  setResponseStatus(event, 201)
  return reset
}, { confirmed: true })
