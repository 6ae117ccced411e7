import { setResponseStatus } from 'h3'
import { roomSchema } from '#shared/schemas/room'
import { makeRoom } from '../../http/dailyBudget'
import { defineUserHandler, validBody } from '../../http/handler'

/** `POST /api/rooms`: a new group, owned by the caller. */
export default defineUserHandler(async ({ event, user, address }) => {
  const room = await makeRoom(user, await validBody(event, roomSchema), address)
  setResponseStatus(event, 201)
  return { room }
})
