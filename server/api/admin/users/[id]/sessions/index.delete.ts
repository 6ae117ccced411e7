import { defineAdminHandler, idParam } from '../../../../../http/handler'
import { endAllSessions } from '../../../../../services/admin/adminUser'

/** `DELETE /api/admin/users/:id/sessions`: signs the person out everywhere. */
export default defineAdminHandler(({ event, actor }) => endAllSessions(actor, idParam(event, 'id')))
