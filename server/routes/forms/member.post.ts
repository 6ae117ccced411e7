import { memberSchema } from '#shared/schemas'
import { defineUserFormHandler, idField, panelPage } from '../../http/form'
import { valid } from '../../http/handler'
import { putMember } from '../../services/member'

export default defineUserFormHandler({
  page: panelPage,
  async submit(_event, fields, { user, address }) {
    const { role } = valid(memberSchema, fields.role ? { role: fields.role } : {})
    await putMember(user, idField(fields, 'roomId'), idField(fields, 'userId'), role, address)
    return panelPage(fields)
  },
})
