import { setResponseStatus } from 'h3'
import { directSchema } from '#shared/schemas'
import { defineUserHandler, validBody } from '../http/handler'
import { openDirect } from '../services/direct'

/** `POST /api/directs`: the room of two members, 201 when it is new. */
export default defineUserHandler(async ({ event, user }) => {
  const { userId } = await validBody(event, directSchema)
  const { room, created } = await openDirect(user, userId)
  setResponseStatus(event, created ? 201 : 200)
  return { room }
})
