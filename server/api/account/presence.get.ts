import { defineUserHandler } from '../../http/handler'
import { getOwnPresence } from '../../services/users/presence'

/** `GET /api/account/presence`: what the caller has chosen. */
export default defineUserHandler(async ({ user }) => ({ presence: await getOwnPresence(user.id) }))
