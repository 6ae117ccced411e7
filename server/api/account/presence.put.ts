import { presenceSchema } from '#shared/schemas/presence'
import { defineUserHandler, validBody } from '../../http/handler'
import { choosePresence } from '../../services/users/presence'

/** `PUT /api/account/presence` */
export default defineUserHandler(async ({ event, user }) =>
  choosePresence(user.id, await validBody(event, presenceSchema)),
)
