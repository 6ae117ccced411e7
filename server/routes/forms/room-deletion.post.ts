import { defineUserFormHandler, idField, panelPage } from '../../http/form'
import { deleteRoom } from '../../services/rooms/roomDeletion'

export default defineUserFormHandler({
  page: panelPage,
  async submit(_event, fields, { address, ...caller }) {
    await deleteRoom(caller, idField(fields, 'roomId'), address)
    return '/rooms'
  },
})
