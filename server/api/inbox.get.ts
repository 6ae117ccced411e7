import { inboxQuerySchema } from '#shared/schemas/inbox'
import { defineUserHandler, validQuery } from '../http/handler'
import { listInbox } from '../services/rooms/inbox'

/** `GET /api/inbox?filter=`: what concerns the caller, newest first. */
export default defineUserHandler(({ event, user }) => listInbox(user.id, validQuery(event, inboxQuerySchema)))
