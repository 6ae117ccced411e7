import { roomPatchSchema } from '#shared/schemas/room'
import { defineUserFormHandler, idField, panelPage } from '../../http/form'
import { valid } from '../../http/handler'
import { updateRoom } from '../../services/rooms/room'

export default defineUserFormHandler({
  page: panelPage,
  async submit(_event, fields, { user, address }) {
    await updateRoom(user, idField(fields, 'roomId'), valid(roomPatchSchema, fields), address)
    return panelPage(fields)
  },
})
