import { accountDeletionSchema } from '#shared/schemas/user'
import { deleteOwnAccount } from '../../http/auth'
import { defineUserHandler, validBody } from '../../http/handler'

/** `DELETE /api/account`: messages stay, their author becomes a deleted user. */
export default defineUserHandler(async ({ event, ...caller }) =>
  deleteOwnAccount(event, caller, (await validBody(event, accountDeletionSchema)).password),
)
