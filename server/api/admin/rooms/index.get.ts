import { adminRoomListSchema } from '#shared/schemas/admin/adminRoom'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listAdminRooms } from '../../../services/admin/adminRoomList'

/** `GET /api/admin/rooms` */
export default defineAdminHandler(({ event }) => listAdminRooms(validQuery(event, adminRoomListSchema)))
