import { defineAdminHandler, idParam } from '../../../../http/handler'
import { getAdminUser } from '../../../../services/admin/adminUserDetail'

/** `GET /api/admin/users/:id` */
export default defineAdminHandler(async ({ event }) => ({ user: await getAdminUser(idParam(event, 'id')) }))
