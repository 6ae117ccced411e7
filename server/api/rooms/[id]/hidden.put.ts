import { defineRoomHandler } from '../../../http/handler'
import { hideDirect } from '../../../services/rooms/direct'

/** `PUT /api/rooms/:id/hidden`: puts a direct room away until its next message. */
export default defineRoomHandler(({ user, room }) => hideDirect(user.id, room.id))
