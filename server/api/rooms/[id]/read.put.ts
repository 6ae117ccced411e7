import { readSchema } from '#shared/schemas/room'
import { defineRoomHandler, validBody } from '../../../http/handler'
import { markRead } from '../../../services/rooms/read'

/** `PUT /api/rooms/:id/read`: forward only. */
export default defineRoomHandler(async ({ event, user, room }) =>
  markRead(user.id, room.id, (await validBody(event, readSchema)).seq), { support: true })
