import { defineAdminHandler, idParam } from '../../../../http/handler'
import { deleteAdminUser } from '../../../../services/admin/adminUser'

/** `DELETE /api/admin/users/:id` */
export default defineAdminHandler(({ event, actor }) => deleteAdminUser(actor, idParam(event, 'id')), {
  confirmed: true,
})
