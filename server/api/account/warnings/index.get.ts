import { defineUserHandler } from '../../../http/handler'
import { listWarnings } from '../../../services/moderation/warning'

/** `GET /api/account/warnings`: what an admin had to say and was not read yet. */
export default defineUserHandler(async ({ user }) => ({ warnings: await listWarnings(user.id) }))
