import { defineAdminHandler, idParam } from '../../../../http/handler'
import { deleteAdminRoom } from '../../../../services/admin/adminRoom'

/** `DELETE /api/admin/rooms/:id` */
export default defineAdminHandler(({ event, actor }) => deleteAdminRoom(actor, idParam(event, 'id')), {
  confirmed: true,
})
