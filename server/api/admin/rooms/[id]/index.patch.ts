import { adminRoomPatchSchema } from '#shared/schemas/admin/adminRoom'
import { defineAdminHandler, idParam, validBody } from '../../../../http/handler'
import { updateAdminRoom } from '../../../../services/admin/adminRoom'

/** `PATCH /api/admin/rooms/:id`: name, topic, visibility, archived, default for newcomers. */
export default defineAdminHandler(async ({ event, actor }) => ({
  room: await updateAdminRoom(actor, idParam(event, 'id'), await validBody(event, adminRoomPatchSchema)),
}))
