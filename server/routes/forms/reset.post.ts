import { passwordResetSchema } from '#shared/schemas/session'
import { resetPassword } from '../../http/auth'
import { defineFormHandler, queryText } from '../../http/form'
import { valid } from '../../http/handler'

export default defineFormHandler({
  page: ({ token = '' }) => `/reset?token=${queryText(token)}`,
  async submit(event, fields) {
    await resetPassword(event, valid(passwordResetSchema, fields))
    return '/login?done=reset'
  },
})
