import { defineUserFormHandler, idField } from '../../http/form'
import { unblockPerson } from '../../services/rooms/block'

export default defineUserFormHandler({
  page: () => '/settings#blocks',
  async submit(_event, fields, { user }) {
    await unblockPerson(user, idField(fields, 'userId'))
    return '/settings#blocks'
  },
})
