import { defineUserHandler, idParam } from '../../../http/handler'
import { getDirectoryEntry } from '../../../services/rooms/roomDirectory'

/** `GET /api/rooms/directory/:id`: one group that the caller may enter; everything else is a 404. */
export default defineUserHandler(async ({ event, user }) => ({
  room: await getDirectoryEntry(user, idParam(event, 'id')),
}))
