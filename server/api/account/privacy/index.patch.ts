import { privacyPatchSchema } from '#shared/schemas/user'
import { defineUserHandler, validBody } from '../../../http/handler'
import { changePrivacy } from '../../../services/rooms/privacy'

/** `PATCH /api/account/privacy` */
export default defineUserHandler(async ({ event, user }) => ({
  privacy: await changePrivacy(user.id, await validBody(event, privacyPatchSchema)),
}))
