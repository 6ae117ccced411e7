import { defineRoomHandler } from '../../../http/handler'
import { removeRoomPicture } from '../../../services/pictures/roomPicture'

/** `DELETE /api/rooms/:id/picture` */
export default defineRoomHandler(async ({ user, room, address }) => ({
  room: await removeRoomPicture(user, room.id, address),
}))
