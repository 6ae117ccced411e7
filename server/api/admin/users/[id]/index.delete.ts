import { defineAdminHandler, idParam } from '../../../../http/handler'
import { deleteAdminUser } from '../../../../services/adminUser'

/** `DELETE /api/admin/users/:id` */
export default defineAdminHandler(({ event, actor }) => deleteAdminUser(actor, idParam(event, 'id')), { confirmed: true })
