import { setResponseStatus } from 'h3'
import { registerSchema } from '#shared/schemas/session'
import { defineOpenHandler, validBody } from '../../http/handler'
import { signUp } from '../../http/auth'

/** `POST /api/users`: a new member, logged in. */
export default defineOpenHandler(async (event) => {
  const user = await signUp(event, await validBody(event, registerSchema))
  setResponseStatus(event, 201)
  return { user }
})
