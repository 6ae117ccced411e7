import { roomSchema } from '#shared/schemas'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'
import { createRoom } from '../../services/room'

export default defineUserFormHandler({
  page: () => '/rooms',
  keep: ['name', 'topic', 'visibility'],
  async submit(_event, fields, { user, address }) {
    const room = await createRoom(user, valid(roomSchema, fields), address)
    return `/rooms/${room.id}`
  },
})
