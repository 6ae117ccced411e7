import { passwordResetSchema } from '#shared/schemas/session'
import { defineOpenHandler, validBody } from '../http/handler'
import { resetPassword } from '../http/auth'

/** `PUT /api/password`: for who holds a link that an admin has made. */
export default defineOpenHandler(async event => resetPassword(event, await validBody(event, passwordResetSchema)))
