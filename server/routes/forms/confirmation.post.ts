import { nextPath } from '#shared/nextPath'
import { confirmationSchema } from '#shared/schemas/session'
import { confirmPassword } from '../../http/auth'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: ({ next }) => `/confirm?next=${encodeURIComponent(nextPath(next))}`,
  async submit(event, fields, caller) {
    await confirmPassword(event, caller, valid(confirmationSchema, fields))
    return nextPath(fields.next)
  },
})
