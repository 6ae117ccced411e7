import { auditExportSchema } from '#shared/schemas/admin/adminAudit'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { sendStream } from '../../../http/stream'
import { exportAudit, incompleteLine } from '../../../services/audit/auditExport'

/**
 * `GET /api/admin/audit/export?format=csv|jsonl`: all that the filter finds; what could not be finished ends
 * with a line that says so.
 */
export default defineAdminHandler(async ({ event }) => {
  const { format, ...list } = validQuery(event, auditExportSchema)
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8'
  await sendStream(
    event,
    exportAudit(list, format),
    { 'content-type': type, 'content-disposition': `attachment; filename="plaza-audit.${format}"` },
    incompleteLine[format],
  )
})
