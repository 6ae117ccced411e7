import { passwordChangeSchema } from '#shared/schemas/session'
import { renewPassword } from '../../http/auth'
import { defineUserHandler, validBody } from '../../http/handler'

/** `PUT /api/account/password`: ends every other session. */
export default defineUserHandler(async ({ event, ...caller }) =>
  renewPassword(event, caller, await validBody(event, passwordChangeSchema)),
)
