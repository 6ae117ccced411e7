import { defineRoomHandler, idParam } from '../../../../http/handler'
import { removeMember } from '../../../../services/rooms/member'

/** `DELETE /api/rooms/:id/members/:userId` */
export default defineRoomHandler(({ event, user, room, address }) =>
  removeMember(user, room.id, idParam(event, 'userId'), address),
)
