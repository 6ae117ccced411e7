import { setResponseStatus } from 'h3'
import { setupSchema } from '#shared/schemas/session'
import { setUp } from '../http/auth'
import { defineOpenHandler, validBody } from '../http/handler'

/** `POST /api/setup`: the first admin, for who holds the one-time token. */
export default defineOpenHandler(async (event) => {
  const user = await setUp(event, await validBody(event, setupSchema))
  setResponseStatus(event, 201)
  return { user }
})
