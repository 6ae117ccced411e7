import { defineAdminHandler, idParam } from '../../../../../http/handler'
import { removeAdminMember } from '../../../../../services/admin/adminMember'

/** `DELETE /api/admin/rooms/:id/members/:userId` */
export default defineAdminHandler(({ event, actor }) =>
  removeAdminMember(actor, idParam(event, 'id'), idParam(event, 'userId')),
)
