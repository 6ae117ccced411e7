import { pageQuerySchema } from '#shared/schemas/message'
import { defineRoomHandler, validQuery } from '../../../../http/handler'
import { listMessages } from '../../../../services/messages/messageHistory'

/** `GET /api/rooms/:id/messages`: a page by position, ascending. */
export default defineRoomHandler(({ event, room }) => listMessages(room, validQuery(event, pageQuerySchema)), {
  support: true,
})
