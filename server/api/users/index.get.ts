import { listQuerySchema } from '#shared/schemas/common'
import { defineUserHandler, validQuery } from '../../http/handler'
import { searchUsers } from '../../services/users/userSearch'

/** `GET /api/users?query=`: people by any part of their names. */
export default defineUserHandler(({ event, user }) => searchUsers(user, validQuery(event, listQuerySchema)))
