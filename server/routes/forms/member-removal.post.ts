import { defineUserFormHandler, idField, panelPage } from '../../http/form'
import { removeMember } from '../../services/rooms/member'

export default defineUserFormHandler({
  page: panelPage,
  async submit(_event, fields, { user, address }) {
    await removeMember(user, idField(fields, 'roomId'), idField(fields, 'userId'), address)
    return panelPage(fields)
  },
})
