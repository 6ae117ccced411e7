import { defineRoomHandler } from '../../../http/handler'
import { findHere } from '../../../realtime/roomPresence'

/** `GET /api/rooms/:id/presence`: who else is there now. */
export default defineRoomHandler(({ user, room }) => findHere(user.id, room.id))
