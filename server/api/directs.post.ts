import { setResponseStatus } from 'h3'
import { directSchema } from '#shared/schemas/room'
import { startDirect } from '../http/dailyBudget'
import { defineUserHandler, validBody } from '../http/handler'

/** `POST /api/directs`: the room of two people, 201 when it is new. */
export default defineUserHandler(async ({ event, user }) => {
  const { userId } = await validBody(event, directSchema)
  const { room, created } = await startDirect(user, userId)
  setResponseStatus(event, created ? 201 : 200)
  return { room }
})
