import { auditListSchema } from '#shared/adminSchemas'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listAudit } from '../../../services/audit'

/** `GET /api/admin/audit` */
export default defineAdminHandler(({ event }) => listAudit(validQuery(event, auditListSchema)))
