import { accountPatchSchema } from '#shared/schemas/user'
import { rename } from '../../http/dailyBudget'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: () => '/settings',
  async submit(_event, fields, { user }) {
    await rename(user, valid(accountPatchSchema, fields))
    return '/settings?done=account'
  },
})
