import { listQuerySchema } from '#shared/schemas/common'
import { defineUserHandler, validQuery } from '../../http/handler'
import { listRooms } from '../../services/rooms/roomList'

/** `GET /api/rooms`: the caller's rooms, newest activity first. */
export default defineUserHandler(({ event, user }) => listRooms(user.id, validQuery(event, listQuerySchema)))
