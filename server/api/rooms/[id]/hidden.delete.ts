import { defineRoomHandler } from '../../../http/handler'
import { showDirect } from '../../../services/rooms/direct'

/** `DELETE /api/rooms/:id/hidden`: brings it back. */
export default defineRoomHandler(async ({ user, room }) => ({ room: await showDirect(user.id, room.id) }))
