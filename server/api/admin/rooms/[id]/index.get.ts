import { defineAdminHandler, idParam } from '../../../../http/handler'
import { getAdminRoom } from '../../../../services/admin/adminRoom'

/** `GET /api/admin/rooms/:id` */
export default defineAdminHandler(async ({ event }) => ({ room: await getAdminRoom(idParam(event, 'id')) }))
