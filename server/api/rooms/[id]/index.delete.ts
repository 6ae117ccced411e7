import { defineRoomHandler } from '../../../http/handler'
import { deleteRoom } from '../../../services/room'

/** `DELETE /api/rooms/:id`: for everybody. */
export default defineRoomHandler(({ user, room, address }) => deleteRoom(user, room.id, address))
