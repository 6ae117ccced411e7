import { defineUserFormHandler, idField } from '../../http/form'
import { deleteMessage } from '../../services/messages/messageDeletion'

export default defineUserFormHandler({
  page: ({ roomId = '' }) => `/rooms/${Number(roomId) || ''}`,
  async submit(_event, fields, { user, address }) {
    const roomId = idField(fields, 'roomId')
    await deleteMessage(user, roomId, idField(fields, 'seq'), address)
    return `/rooms/${roomId}`
  },
})
