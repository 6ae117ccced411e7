import { defineAdminHandler, idParam } from '../../../../http/handler'
import { getAdminRoom } from '../../../../services/admin/adminRoom'
import { listMessages } from '../../../../services/messages/messageHistory'

/** `GET /api/admin/messages/:roomId/:seq`: the message with those around it. */
export default defineAdminHandler(async ({ event }) => {
  const room = await getAdminRoom(idParam(event, 'roomId'))
  return { room, ...await listMessages(room, { around: idParam(event, 'seq'), limit: 21 }) }
})
