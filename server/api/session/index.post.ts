import { loginSchema } from '#shared/schemas/session'
import { logIn } from '../../http/auth'
import { defineOpenHandler, validBody } from '../../http/handler'

/** `POST /api/session`: logs in with e-mail or username; every login is a new session. */
export default defineOpenHandler(async event => ({ user: await logIn(event, await validBody(event, loginSchema)) }))
