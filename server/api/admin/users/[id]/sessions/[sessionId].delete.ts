import { getRouterParam } from 'h3'
import { defineAdminHandler, idParam } from '../../../../../http/handler'
import { endUserSession } from '../../../../../services/sessions/userSession'

/** `DELETE /api/admin/users/:id/sessions/:sessionId`: signs one device out. */
export default defineAdminHandler(({ event, actor }) =>
  endUserSession(actor, idParam(event, 'id'), getRouterParam(event, 'sessionId') ?? ''),
)
