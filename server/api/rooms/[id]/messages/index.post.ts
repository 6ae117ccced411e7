import { setResponseStatus } from 'h3'
import { messageSchema } from '#shared/schemas/message'
import { defineRoomHandler, validBody } from '../../../../http/handler'
import { postMessage } from '../../../../services/messages/message'

/** `POST /api/rooms/:id/messages`: 201 once it is stored; 200 with the first one when it was sent before. */
export default defineRoomHandler(async ({ event, user, room }) => {
  const { message, repeated } = await postMessage(user, room.id, await validBody(event, messageSchema), {
    isMember: true,
  })
  setResponseStatus(event, repeated ? 200 : 201)
  return { message }
}, { support: true })
