import { leaveSchema } from '#shared/schemas/room'
import { defineUserFormHandler, idField } from '../../http/form'
import { valid } from '../../http/handler'
import { leaveRoom } from '../../services/rooms/member'

export default defineUserFormHandler({
  page: ({ roomId = '' }) => `/rooms/${Number(roomId) || ''}`,
  async submit(_event, fields, { user }) {
    const refuse = ['room', 'person'].filter(kind => fields[`refuse-${kind}`]).join()
    await leaveRoom(user.id, idField(fields, 'roomId'), valid(leaveSchema, { refuse }).refuse)
    return '/rooms'
  },
})
