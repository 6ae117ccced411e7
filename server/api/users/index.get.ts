import { listQuerySchema } from '#shared/schemas/common'
import { defineUserHandler, validQuery } from '../../http/handler'
import { searchUsers } from '../../services/users/user'

/** `GET /api/users?query=`: people whose name begins with the query. */
export default defineUserHandler(({ event, user }) => searchUsers(user, validQuery(event, listQuerySchema)))
