import { notificationsSchema } from '#shared/schemas/room'
import { defineRoomHandler, validBody } from '../../../http/handler'
import { setNotifications } from '../../../services/rooms/notification'

/** `PUT /api/rooms/:id/notifications`: of which messages the caller wants to be told, mute and favourite. */
export default defineRoomHandler(async ({ event, user, room }) =>
  setNotifications(user.id, room.id, await validBody(event, notificationsSchema)),
)
