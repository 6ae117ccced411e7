import { defineUserHandler } from '../../../http/handler'
import { getPrivacy } from '../../../services/rooms/privacy'

/** `GET /api/account/privacy`: who may add the caller to rooms. */
export default defineUserHandler(async ({ user }) => ({ privacy: await getPrivacy(user.id) }))
