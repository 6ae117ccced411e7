import { defineUserHandler } from '../../http/handler'
import { listBlocks } from '../../services/rooms/block'

/** `GET /api/blocks`: whom the caller has blocked, the latest first. */
export default defineUserHandler(async ({ user }) => ({ users: await listBlocks(user.id) }))
