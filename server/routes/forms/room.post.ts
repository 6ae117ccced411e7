import { roomSchema } from '#shared/schemas/room'
import { makeRoom } from '../../http/dailyBudget'
import { defineUserFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineUserFormHandler({
  page: () => '/rooms/new',
  keep: ['name', 'topic', 'visibility'],
  async submit(_event, fields, { user, address }) {
    const room = await makeRoom(user, valid(roomSchema, fields), address)
    return `/rooms/${room.id}`
  },
})
