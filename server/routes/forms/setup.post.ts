import { setupSchema } from '#shared/schemas/session'
import { setUp } from '../../http/auth'
import { defineFormHandler, queryText } from '../../http/form'
import { valid } from '../../http/handler'

export default defineFormHandler({
  page: ({ token = '' }) => `/setup?token=${queryText(token)}`,
  keep: ['email', 'username'],
  async submit(event, { displayName, ...fields }) {
    await setUp(event, valid(setupSchema, { ...fields, ...(displayName && { displayName }) }))
    return '/admin'
  },
})
