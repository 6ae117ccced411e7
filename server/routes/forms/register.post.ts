import { registerSchema } from '#shared/schemas/session'
import { signUp } from '../../http/auth'
import { defineFormHandler, queryText } from '../../http/form'
import { valid } from '../../http/handler'

export default defineFormHandler({
  page: ({ invitation = '' }) => invitation ? `/register?invitation=${queryText(invitation)}` : '/register',
  keep: ['email', 'username', 'displayName'],
  async submit(event, { displayName, ...fields }) {
    await signUp(event, valid(registerSchema, { ...fields, ...(displayName && { displayName }) }))
    return '/rooms'
  },
})
