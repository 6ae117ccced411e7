import { unreadSchema } from '#shared/schemas/room'
import { defineRoomHandler, validBody } from '../../../http/handler'
import { markUnread } from '../../../services/rooms/read'

/** `PUT /api/rooms/:id/unread`: everything from this message on; back only. */
export default defineRoomHandler(async ({ event, user, room }) =>
  markUnread(user.id, room.id, (await validBody(event, unreadSchema)).seq),
)
