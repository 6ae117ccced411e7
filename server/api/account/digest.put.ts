import { digestSchema } from '#shared/schemas/user'
import { defineUserHandler, validBody } from '../../http/handler'
import { chooseDigest } from '../../services/digest/unsubscribe'

/** `PUT /api/account/digest`: whether the caller is told by e-mail what they missed. */
export default defineUserHandler(async ({ event, user }) => ({
  user: await chooseDigest(user.id, (await validBody(event, digestSchema)).digest),
}))
