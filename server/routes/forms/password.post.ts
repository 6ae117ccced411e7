import { passwordChangeSchema } from '#shared/schemas/session'
import { renewPassword } from '../../http/auth'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: () => '/settings',
  async submit(event, fields, caller) {
    await renewPassword(event, caller, valid(passwordChangeSchema, fields))
    return '/settings?done=password'
  },
})
