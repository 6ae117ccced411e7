import { defineRoomHandler } from '../../../http/handler'
import { getRoom } from '../../../services/room'

/** `GET /api/rooms/:id` */
export default defineRoomHandler(async ({ user, room }) => ({ room: await getRoom(user.id, room.id) }))
