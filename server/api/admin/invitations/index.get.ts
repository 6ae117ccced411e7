import { listQuerySchema } from '#shared/schemas/common'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listInvitations } from '../../../services/accounts/invitation'

/** `GET /api/admin/invitations` */
export default defineAdminHandler(({ event }) => listInvitations(validQuery(event, listQuerySchema)))
