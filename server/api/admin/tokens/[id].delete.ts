import { defineAdminHandler, idParam } from '../../../http/handler'
import { revokeToken } from '../../../services/integrations/apiToken'

/** `DELETE /api/admin/tokens/:id` */
export default defineAdminHandler(({ event, actor }) => revokeToken(actor, idParam(event, 'id')))
