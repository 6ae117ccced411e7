import { leaveRefusalSchema } from '#shared/schemas/room'
import { defineUserFormHandler, idField } from '../../http/form'
import { valid } from '../../http/handler'
import { liftRefusal } from '../../services/rooms/refusal'

export default defineUserFormHandler({
  page: () => '/settings#privacy',
  async submit(_event, fields, { user }) {
    await liftRefusal(user.id, valid(leaveRefusalSchema, fields.kind), idField(fields, 'id'))
    return '/settings#privacy'
  },
})
