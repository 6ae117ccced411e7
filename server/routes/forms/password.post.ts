import { passwordChangeSchema } from '#shared/schemas'
import { renewPassword } from '../../http/entrance'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: () => '/settings',
  async submit(_event, fields, { user, sessionId }) {
    await renewPassword(user, sessionId, valid(passwordChangeSchema, fields))
    return '/settings?done=password'
  },
})
