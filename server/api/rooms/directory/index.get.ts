import { listQuerySchema } from '#shared/schemas/common'
import { defineUserHandler, validQuery } from '../../../http/handler'
import { listDirectory } from '../../../services/rooms/roomDirectory'

/** `GET /api/rooms/directory?query=`: groups that the caller may enter. */
export default defineUserHandler(({ event, user }) => listDirectory(user, validQuery(event, listQuerySchema)))
