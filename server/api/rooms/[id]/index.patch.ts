import { roomPatchSchema } from '#shared/schemas/room'
import { defineRoomHandler, validBody } from '../../../http/handler'
import { updateRoom } from '../../../services/rooms/room'

/** `PATCH /api/rooms/:id`: name, topic, visibility. */
export default defineRoomHandler(async ({ event, user, room, address }) => ({
  room: await updateRoom(user, room.id, await validBody(event, roomPatchSchema), address),
}))
