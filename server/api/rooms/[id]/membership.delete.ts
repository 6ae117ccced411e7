import { leaveSchema } from '#shared/schemas/room'
import { defineRoomHandler, validQuery } from '../../../http/handler'
import { leaveRoom } from '../../../services/rooms/member'

/** `DELETE /api/rooms/:id/membership?refuse=`: leaves, for good when the room or who added one may not do it again. */
export default defineRoomHandler(async ({ event, user, room }) =>
  leaveRoom(user.id, room.id, validQuery(event, leaveSchema).refuse),
)
