import { listQuerySchema } from '#shared/schemas/common'
import { defineRoomHandler, validQuery } from '../../../../http/handler'
import { listMembers } from '../../../../services/rooms/member'

/** `GET /api/rooms/:id/members`: owners first. */
export default defineRoomHandler(({ event, room }) => listMembers(room.id, validQuery(event, listQuerySchema)))
