import { passwordChangeSchema } from '#shared/schemas'
import { renewPassword } from '../../http/entrance'
import { defineUserHandler, validBody } from '../../http/handler'

/** `PUT /api/account/password`: ends every other session. */
export default defineUserHandler(async ({ event, user, sessionId }) => renewPassword(user, sessionId, await validBody(event, passwordChangeSchema)))
