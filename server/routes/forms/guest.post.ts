import { guestSchema } from '#shared/schemas/session'
import { enterAsGuest } from '../../http/auth'
import { defineFormHandler } from '../../http/form'
import { valid } from '../../http/handler'

export default defineFormHandler({
  page: () => '/',
  keep: ['username'],
  async submit(event, fields) {
    const { room } = await enterAsGuest(event, valid(guestSchema, fields).username)
    return room ? `/rooms/${room.id}` : '/rooms'
  },
})
