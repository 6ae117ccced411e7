import { defineRoomHandler, idParam } from '../../../../http/handler'
import { getMessage } from '../../../../services/messages/messageHistory'

/** `GET /api/rooms/:id/messages/:seq` */
export default defineRoomHandler(async ({ event, room }) => ({
  message: await getMessage(room, idParam(event, 'seq')),
}), { support: true })
