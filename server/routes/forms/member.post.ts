import { memberSchema } from '#shared/schemas/room'
import { addMember } from '../../http/dailyBudget'
import { defineUserFormHandler, idField, panelPage } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: panelPage,
  async submit(_event, fields, { user, address }) {
    const { role } = valid(memberSchema, fields.role ? { role: fields.role } : {})
    await addMember(user, idField(fields, 'roomId'), idField(fields, 'userId'), role, address)
    return panelPage(fields)
  },
})
