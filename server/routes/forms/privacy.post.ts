import { privacyFormSchema } from '#shared/schemas/user'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { changePrivacy } from '../../services/rooms/privacy'

export default defineUserFormHandler({
  page: () => '/settings#privacy',
  async submit(_event, fields, { user }) {
    await changePrivacy(user.id, valid(privacyFormSchema, fields))
    return '/settings?done=privacy#privacy'
  },
})
