import { adminMemberSchema } from '#shared/schemas/admin/adminRoom'
import { defineAdminHandler, idParam, validBody } from '../../../../../http/handler'
import { putAdminMember } from '../../../../../services/admin/adminMember'

/** `PUT /api/admin/rooms/:id/members/:userId`: brings somebody in, or gives a member another role. */
export default defineAdminHandler(async ({ event, actor }) => {
  const { role } = await validBody(event, adminMemberSchema)
  return { member: await putAdminMember(actor, idParam(event, 'id'), idParam(event, 'userId'), role) }
})
