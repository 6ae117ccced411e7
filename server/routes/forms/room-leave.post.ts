import { defineUserFormHandler, idField } from '../../http/form'
import { leaveRoom } from '../../services/member'

export default defineUserFormHandler({
  page: ({ roomId = '' }) => `/rooms/${Number(roomId) || ''}`,
  async submit(_event, fields, { user }) {
    await leaveRoom(user.id, idField(fields, 'roomId'))
    return '/rooms'
  },
})
