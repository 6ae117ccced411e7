import { defineRoomHandler } from '../../../http/handler'
import { deleteRoom } from '../../../services/rooms/roomDeletion'

/** `DELETE /api/rooms/:id`: for everybody. */
export default defineRoomHandler(({ room, address, ...caller }) => deleteRoom(caller, room.id, address))
