import { defineUserFormHandler, idField } from '../../http/form'
import { hideDirect } from '../../services/rooms/direct'

export default defineUserFormHandler({
  page: ({ roomId = '' }) => `/rooms/${Number(roomId) || ''}`,
  async submit(_event, fields, { user }) {
    await hideDirect(user.id, idField(fields, 'roomId'))
    return '/rooms'
  },
})
