import { claimSchema } from '#shared/schemas/session'
import { claim } from '../../http/auth'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: () => '/settings',
  keep: ['email'],
  async submit(event, fields, caller) {
    await claim(event, caller, valid(claimSchema, fields))
    return '/settings?done=claim'
  },
})
