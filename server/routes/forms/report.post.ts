import { reportSchema } from '#shared/schemas/report'
import { report } from '../../http/dailyBudget'
import { defineUserFormHandler, idField } from '../../http/form'
import { valid } from '../../http/handler'
import { requireAccess } from '../../services/memberships/membership'

export default defineUserFormHandler({
  page: ({ roomId = '', seq = '' }) => `/report?room=${Number(roomId) || ''}&seq=${Number(seq) || ''}`,
  async submit(_event, fields, { user }) {
    const { room } = await requireAccess(user.id, idField(fields, 'roomId'))
    await report(user, room.id, idField(fields, 'seq'), valid(reportSchema, fields))
    return `/report?room=${room.id}&seq=${idField(fields, 'seq')}&done=1`
  },
})
