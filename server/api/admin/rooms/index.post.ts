import { setResponseStatus } from 'h3'
import { adminRoomSchema } from '#shared/schemas/admin/adminRoom'
import { defineAdminHandler, validBody } from '../../../http/handler'
import { createAdminRoom } from '../../../services/admin/adminRoom'

/** `POST /api/admin/rooms` */
export default defineAdminHandler(async ({ event, actor }) => {
  const room = await createAdminRoom(actor, await validBody(event, adminRoomSchema))
  setResponseStatus(event, 201)
  return { room }
})
