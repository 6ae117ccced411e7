import { accountPatchSchema } from '#shared/schemas/user'
import { defineUserHandler, validBody } from '../../http/handler'
import { updateAccount } from '../../services/accounts/account'

/** `PATCH /api/account`: the caller's own names. */
export default defineUserHandler(async ({ event, user }) => ({ user: await updateAccount(user.id, await validBody(event, accountPatchSchema)) }))
