import { defineUserFormHandler, idField } from '../../http/form'
import { blockPerson } from '../../services/rooms/block'

export default defineUserFormHandler({
  page: () => '/settings#blocks',
  async submit(_event, fields, { user }) {
    await blockPerson(user, idField(fields, 'userId'))
    return '/settings#blocks'
  },
})
