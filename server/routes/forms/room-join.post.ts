import { defineUserFormHandler, idField } from '../../http/form'
import { joinRoom } from '../../services/rooms/member'

export default defineUserFormHandler({
  page: () => '/rooms/find',
  async submit(_event, fields, { user }) {
    const room = await joinRoom(user, idField(fields, 'roomId'))
    return `/rooms/${room.id}`
  },
})
