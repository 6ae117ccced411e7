import { defineUserHandler } from '../../../http/handler'
import { listReplies } from '../../../services/support/desk/reply'

/** `GET /api/support/replies`: the canned replies that an agent may use. */
export default defineUserHandler(async ({ user }) => ({ replies: await listReplies(user.id) }))
