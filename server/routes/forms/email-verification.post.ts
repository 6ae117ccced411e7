import { defineUserFormHandler } from '../../http/form'
import { sendVerification } from '../../http/mail'

export default defineUserFormHandler({
  page: () => '/settings#email',
  async submit(_event, _fields, caller) {
    await sendVerification(caller)
    return '/settings?done=email-verification#email'
  },
})
