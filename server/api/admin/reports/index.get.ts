import { reportListSchema } from '#shared/schemas/admin/adminReport'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listReports } from '../../../services/moderation/report'

/** `GET /api/admin/reports` */
export default defineAdminHandler(({ event }) => listReports(validQuery(event, reportListSchema)))
