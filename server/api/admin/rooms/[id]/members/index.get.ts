import { listQuerySchema } from '#shared/schemas/common'
import { defineAdminHandler, idParam, validQuery } from '../../../../../http/handler'
import { getAdminRoom } from '../../../../../services/admin/adminRoom'
import { listMembers } from '../../../../../services/rooms/member'

/** `GET /api/admin/rooms/:id/members`: owners first. */
export default defineAdminHandler(async ({ event }) => {
  const { id } = await getAdminRoom(idParam(event, 'id'))
  return listMembers(id, validQuery(event, listQuerySchema))
})
