import { emailChangeSchema } from '#shared/schemas/user'
import { defineUserHandler, validBody } from '../../../http/handler'
import { changeAddress } from '../../../http/mail'

/** `PUT /api/account/email`: another address for the own account. */
export default defineUserHandler(async ({ event, ...caller }) => ({
  user: await changeAddress(event, caller, await validBody(event, emailChangeSchema)),
}))
