import { setResponseStatus } from 'h3'
import { invitationSchema } from '#shared/schemas/admin/adminInvitation'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { createInvitation } from '../../../services/accounts/invitation'

/** `POST /api/admin/invitations`: the secret of the link is shown once. */
export default defineAdminHandler(async ({ event, actor, user }) => {
  const created = await createInvitation({ ...actor, id: user.id }, await validBody(event, invitationSchema))
  setResponseStatus(event, 201)
  return created
})
