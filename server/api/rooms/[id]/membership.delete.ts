import { defineRoomHandler } from '../../../http/handler'
import { leaveRoom } from '../../../services/member'

/** `DELETE /api/rooms/:id/membership`: leaves. */
export default defineRoomHandler(({ user, room }) => leaveRoom(user.id, room.id))
