import { defineUserHandler } from '../http/handler'
import { markAllRead } from '../services/rooms/read'

/** `PUT /api/reads`: everything that the caller's rooms hold now is read. */
export default defineUserHandler(({ user }) => markAllRead(user.id))
