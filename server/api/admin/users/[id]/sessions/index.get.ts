import { defineAdminHandler, idParam } from '../../../../../http/handler'
import { listUserSessions } from '../../../../../services/sessions/userSession'

/** `GET /api/admin/users/:id/sessions` */
export default defineAdminHandler(async ({ event }) => ({ sessions: await listUserSessions(idParam(event, 'id')) }))
