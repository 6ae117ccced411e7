import { directoryQuerySchema } from '#shared/schemas/room'
import { defineUserHandler, validQuery } from '../../../http/handler'
import { listDirectory } from '../../../services/rooms/roomDirectory'
import { facesOf } from '../../../services/rooms/roomFaces'

/** `GET /api/rooms/directory?query=&sort=&faces=`: groups that the caller may enter. */
export default defineUserHandler(async ({ event, user }) => {
  const query = validQuery(event, directoryQuerySchema)
  const page = await listDirectory(user, query)
  return query.faces ? { ...page, ...await facesOf(user, page.rooms) } : page
})
