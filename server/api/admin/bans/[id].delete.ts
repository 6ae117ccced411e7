import { defineAdminHandler, idParam } from '../../../http/handler'
import { liftBan } from '../../../services/moderation/ban'

/** `DELETE /api/admin/bans/:id` */
export default defineAdminHandler(({ event, actor }) => liftBan(actor, idParam(event, 'id')))
