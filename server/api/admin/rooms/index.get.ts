import { adminRoomListSchema } from '#shared/adminSchemas'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listAdminRooms } from '../../../services/admin/adminRoom'

/** `GET /api/admin/rooms` */
export default defineAdminHandler(({ event }) => listAdminRooms(validQuery(event, adminRoomListSchema)))
