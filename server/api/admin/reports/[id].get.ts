import { defineAdminHandler, idParam } from '../../../http/handler'
import { getReport } from '../../../services/moderation/report'

/** `GET /api/admin/reports/:id`: with the messages around what was reported. */
export default defineAdminHandler(({ event }) => getReport(idParam(event, 'id')))
