import { digestSchema } from '#shared/schemas/user'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { chooseDigest } from '../../services/digest/unsubscribe'

export default defineUserFormHandler({
  page: () => '/settings#email',
  async submit(_event, fields, { user }) {
    await chooseDigest(user.id, valid(digestSchema, fields).digest)
    return '/settings?done=digest#email'
  },
})
