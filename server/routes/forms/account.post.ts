import { accountPatchSchema } from '#shared/schemas/user'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { updateAccount } from '../../services/accounts/account'

export default defineUserFormHandler({
  page: () => '/settings',
  async submit(_event, fields, { user }) {
    await updateAccount(user.id, valid(accountPatchSchema, fields))
    return '/settings?done=account'
  },
})
