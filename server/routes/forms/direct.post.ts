import { startDirect } from '../../http/dailyBudget'
import { defineUserFormHandler, idField } from '../../http/form'

export default defineUserFormHandler({
  page: () => '/rooms/people',
  async submit(_event, fields, { user }) {
    const { room } = await startDirect(user, idField(fields, 'userId'))
    return `/rooms/${room.id}`
  },
})
