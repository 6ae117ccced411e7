import { Readable } from 'node:stream'
import { setResponseHeaders } from 'h3'
import { auditExportSchema } from '#shared/adminSchemas'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { exportAudit } from '../../../services/auditExport'

/** `GET /api/admin/audit/export?format=csv|jsonl`: all that the filter finds. */
export default defineAdminHandler(async ({ event }) => {
  const { format, ...list } = validQuery(event, auditExportSchema)
  const type = format === 'csv' ? 'text/csv; charset=utf-8' : 'application/jsonl; charset=utf-8'
  setResponseHeaders(event, { 'content-type': type, 'content-disposition': `attachment; filename="plaza-audit.${format}"` })
  return Readable.from(exportAudit(list, format))
})
