import { defineUserHandler, idParam } from '../../../http/handler'
import { joinRoom } from '../../../services/rooms/member'

/** `PUT /api/rooms/:id/membership`: joins; the service knows which rooms may be entered. */
export default defineUserHandler(async ({ event, user }) => ({ room: await joinRoom(user, idParam(event, 'id')) }))
