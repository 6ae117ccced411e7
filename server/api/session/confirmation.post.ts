import { confirmationSchema } from '#shared/schemas/session'
import { confirmPassword } from '../../http/auth'
import { defineUserHandler, validBody } from '../../http/handler'

/** `POST /api/session/confirmation`: confirms the password, before sensitive actions. */
export default defineUserHandler(async ({ event, ...caller }) => ({
  confirmedUntil: await confirmPassword(event, caller, await validBody(event, confirmationSchema)),
}))
