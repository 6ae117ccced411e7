import { accountDeletionSchema } from '#shared/schemas'
import { leaveForGood } from '../../http/entrance'
import { defineUserHandler, validBody } from '../../http/handler'

/** `DELETE /api/account`: messages stay, their author becomes a deleted user. */
export default defineUserHandler(async ({ event, user }) => leaveForGood(event, user, (await validBody(event, accountDeletionSchema)).password))
