import { emailChangeSchema } from '#shared/schemas/user'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { changeAddress } from '../../http/mail'

export default defineUserFormHandler({
  page: () => '/settings#email',
  keep: ['email'],
  async submit(event, fields, caller) {
    await changeAddress(event, caller, valid(emailChangeSchema, fields))
    return '/settings?done=email#email'
  },
})
