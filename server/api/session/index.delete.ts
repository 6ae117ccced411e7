import { logOut } from '../../http/entrance'
import { defineUserHandler } from '../../http/handler'

/** `DELETE /api/session`: logs out; the session's sockets close. */
export default defineUserHandler(({ event, sessionId }) => logOut(event, sessionId))
