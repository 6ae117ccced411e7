import { passwordResetSchema } from '#shared/schemas/session'
import { defineOpenHandler, validBody } from '../http/handler'
import { resetPassword } from '../http/auth'

/** `PUT /api/password`: for who holds a link, from an admin or from an e-mail. */
export default defineOpenHandler(async event => resetPassword(event, await validBody(event, passwordResetSchema)))
