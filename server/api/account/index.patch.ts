import { accountPatchSchema } from '#shared/schemas/user'
import { rename } from '../../http/dailyBudget'
import { defineUserHandler, validBody } from '../../http/handler'

/** `PATCH /api/account`: the caller's own names. */
export default defineUserHandler(async ({ event, user }) => ({
  user: await rename(user, await validBody(event, accountPatchSchema)),
}))
