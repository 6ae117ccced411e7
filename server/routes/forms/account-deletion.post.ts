import { accountDeletionSchema } from '#shared/schemas'
import { leaveForGood } from '../../http/entrance'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: () => '/settings',
  async submit(event, { password }, caller) {
    await leaveForGood(event, caller, valid(accountDeletionSchema, password ? { password } : {}).password)
    return '/'
  },
})
