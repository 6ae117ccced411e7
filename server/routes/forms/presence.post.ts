import { presenceFormSchema } from '#shared/schemas/presence'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { choosePresence } from '../../services/users/presence'

export default defineUserFormHandler({
  page: () => '/settings#presence',
  keep: ['text'],
  async submit(_event, fields, { user }) {
    await choosePresence(user.id, valid(presenceFormSchema, fields))
    return '/settings?done=presence#presence'
  },
})
