import { listQuerySchema } from '#shared/schemas/common'
import { defineUserHandler, validQuery } from '../../http/handler'
import { listSecurityEvents } from '../../services/sessions/securityEvent'

/** `GET /api/account/security-events`: what happened to the safety of the caller's own account. */
export default defineUserHandler(({ event, user }) => listSecurityEvents(user.id, validQuery(event, listQuerySchema)))
