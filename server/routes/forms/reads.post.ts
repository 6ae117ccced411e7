import { defineUserFormHandler } from '../../http/form'
import { markAllRead } from '../../services/rooms/read'

export default defineUserFormHandler({
  page: () => '/inbox',
  async submit(_event, _fields, { user }) {
    await markAllRead(user.id)
    return '/inbox'
  },
})
