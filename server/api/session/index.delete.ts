import { logOut } from '../../http/auth'
import { defineUserHandler } from '../../http/handler'

/** `DELETE /api/session`: logs out; the session's sockets close. */
export default defineUserHandler(({ event, sessionId }) => logOut(event, sessionId))
