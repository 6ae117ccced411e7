import { defineUserHandler } from '../../../http/handler'
import { listOwnSessions } from '../../../services/sessions/userSession'

/** `GET /api/account/sessions`: where the caller is logged in. */
export default defineUserHandler(async caller => ({ sessions: await listOwnSessions(caller) }))
