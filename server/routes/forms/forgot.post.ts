import { resetRequestSchema } from '#shared/schemas/session'
import { defineFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { requestReset } from '../../http/mail'

export default defineFormHandler({
  page: () => '/forgot',
  keep: ['email'],
  async submit(event, fields) {
    await requestReset(event, valid(resetRequestSchema, fields))
    return '/forgot?done=sent'
  },
})
