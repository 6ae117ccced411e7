import { defineRoomHandler, idParam } from '../../../../http/handler'
import { deleteMessage } from '../../../../services/messages/messageDeletion'

/** `DELETE /api/rooms/:id/messages/:seq`: a tombstone keeps the place. */
export default defineRoomHandler(({ event, user, room, address }) =>
  deleteMessage(user, room.id, idParam(event, 'seq'), address), { support: true })
