import { passwordResetSchema } from '#shared/adminSchemas'
import { resetPassword } from '../../http/entrance'
import { defineFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineFormHandler({
  page: ({ token = '' }) => `/reset?token=${encodeURIComponent(token.slice(0, 100))}`,
  async submit(event, fields) {
    await resetPassword(event, valid(passwordResetSchema, fields))
    return '/login?done=reset'
  },
})
