import { registerSchema } from '#shared/schemas'
import { signUp } from '../../http/entrance'
import { defineFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineFormHandler({
  page: ({ invitation = '' }) => invitation ? `/register?invitation=${encodeURIComponent(invitation.slice(0, 100))}` : '/register',
  keep: ['email', 'username', 'displayName'],
  async submit(event, { displayName, ...fields }) {
    await signUp(event, valid(registerSchema, { ...fields, ...(displayName && { displayName }) }))
    return '/rooms'
  },
})
