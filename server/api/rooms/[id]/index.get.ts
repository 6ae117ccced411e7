import { defineRoomHandler } from '../../../http/handler'
import { getRoom } from '../../../services/rooms/roomList'

/** `GET /api/rooms/:id` */
export default defineRoomHandler(async ({ user, room }) => ({ room: await getRoom(user.id, room.id) }), {
  support: true,
})
