import { defineRoomHandler } from '../../../http/handler'
import { listReads } from '../../../services/rooms/seen'

/** `GET /api/rooms/:id/reads`: how far the others have read. */
export default defineRoomHandler(async ({ user, room }) => ({ reads: await listReads(user.id, room) }))
