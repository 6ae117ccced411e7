import { defineUserFormHandler, idField } from '../../http/form'
import { openDirect } from '../../services/direct'

export default defineUserFormHandler({
  page: () => '/rooms',
  async submit(_event, fields, { user }) {
    const { room } = await openDirect(user, idField(fields, 'userId'))
    return `/rooms/${room.id}`
  },
})
