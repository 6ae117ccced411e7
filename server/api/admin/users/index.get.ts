import { adminUserListSchema } from '#shared/schemas/admin/adminUser'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listAdminUsers } from '../../../services/admin/adminUserList'

/** `GET /api/admin/users` */
export default defineAdminHandler(({ event }) => listAdminUsers(validQuery(event, adminUserListSchema)))
