import { setResponseStatus } from 'h3'
import { guestSchema } from '#shared/schemas/session'
import { enterAsGuest } from '../../http/auth'
import { defineOpenHandler, validBody } from '../../http/handler'

/** `POST /api/guests`: a name is enough; the answer is the guest and the square. */
export default defineOpenHandler(async (event) => {
  const { username } = await validBody(event, guestSchema)
  const entered = await enterAsGuest(event, username)
  setResponseStatus(event, 201)
  return entered
})
