import { listQuerySchema } from '#shared/schemas/common'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listInboxes } from '../../../services/support/inboxList'

/** `GET /api/admin/inboxes` */
export default defineAdminHandler(({ event }) => listInboxes(validQuery(event, listQuerySchema)))
