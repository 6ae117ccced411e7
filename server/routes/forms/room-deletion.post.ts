import { defineUserFormHandler, idField, panelPage } from '../../http/form'
import { deleteRoom } from '../../services/room'

export default defineUserFormHandler({
  page: panelPage,
  async submit(_event, fields, { user, address }) {
    await deleteRoom(user, idField(fields, 'roomId'), address)
    return '/rooms'
  },
})
