import { defineUserHandler, idParam } from '../../http/handler'
import { getVisibleProfile } from '../../services/users/user'

/** `GET /api/users/:id` */
export default defineUserHandler(async ({ event, user }) => ({
  user: await getVisibleProfile(user, idParam(event, 'id')),
}))
