import { loginSchema } from '#shared/schemas'
import { logIn } from '../../http/entrance'
import { defineFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineFormHandler({
  page: fields => nextPage(fields) === '/rooms' ? '/login' : `/login?next=${encodeURIComponent(nextPage(fields))}`,
  keep: ['login'],
  async submit(event, fields) {
    await logIn(event, valid(loginSchema, fields))
    return nextPage(fields)
  },
})

/** Only a path of our own: `//host` and `/\\host` would lead away. */
function nextPage({ next = '' }: Record<string, string>): string {
  return next.length <= 500 && /^\/(?![/\\])[\w\-/?=&.]*$/.test(next) ? next : '/rooms'
}
