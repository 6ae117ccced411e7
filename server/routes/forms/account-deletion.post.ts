import { accountDeletionSchema } from '#shared/schemas/user'
import { deleteOwnAccount } from '../../http/auth'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: () => '/settings',
  async submit(event, { password }, caller) {
    await deleteOwnAccount(event, caller, valid(accountDeletionSchema, password ? { password } : {}).password)
    return '/'
  },
})
