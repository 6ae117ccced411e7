import { linkSchema } from '#shared/schemas/session'
import { defineFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { unsubscribe } from '../../services/digest/unsubscribe'

export default defineFormHandler({
  page: ({ token = '' }) => `/unsubscribe?${new URLSearchParams({ token: token.slice(0, 400).toWellFormed() })}`,
  async submit(_event, fields) {
    await unsubscribe(valid(linkSchema, fields).token)
    return '/unsubscribe?done=off'
  },
})
