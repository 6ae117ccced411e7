import { resetRequestSchema } from '#shared/schemas/session'
import { defineOpenHandler, validBody } from '../http/handler'
import { requestReset } from '../http/mail'

/** `POST /api/password`: a link for a new password, by e-mail. */
export default defineOpenHandler(async event => requestReset(event, await validBody(event, resetRequestSchema)))
