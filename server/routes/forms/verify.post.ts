import { linkSchema } from '#shared/schemas/session'
import { defineFormHandler, queryText } from '../../http/form'
import { valid } from '../../http/handler'
import { verify } from '../../http/mail'

export default defineFormHandler({
  page: ({ token = '' }) => `/verify?token=${queryText(token)}`,
  async submit(event, fields) {
    await verify(event, valid(linkSchema, fields))
    return '/verify?done=verified'
  },
})
