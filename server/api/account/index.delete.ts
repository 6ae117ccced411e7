import { accountDeletionSchema } from '#shared/schemas'
import { leaveForGood } from '../../http/entrance'
import { defineUserHandler, validBody } from '../../http/handler'

/** `DELETE /api/account`: messages stay, their author becomes a deleted user. */
export default defineUserHandler(async ({ event, ...caller }) => leaveForGood(event, caller, (await validBody(event, accountDeletionSchema)).password))
