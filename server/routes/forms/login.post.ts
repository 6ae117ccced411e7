import { nextPath } from '#shared/nextPath'
import { loginSchema } from '#shared/schemas/session'
import { logIn } from '../../http/auth'
import { defineFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineFormHandler({
  page: ({ next }) => nextPath(next) === '/rooms' ? '/login' : `/login?next=${encodeURIComponent(nextPath(next))}`,
  keep: ['login'],
  async submit(event, fields) {
    await logIn(event, valid(loginSchema, fields))
    return nextPath(fields.next)
  },
})
