import { auditListSchema } from '#shared/schemas/admin/adminAudit'
import { defineAdminHandler, validQuery } from '../../../http/handler'
import { listAudit } from '../../../services/audit/auditList'
import { describeMentions } from '../../../services/audit/auditMention'

/** `GET /api/admin/audit`: the entries, with the names of whom and what they speak of. */
export default defineAdminHandler(async ({ event }) => {
  const page = await listAudit(validQuery(event, auditListSchema))
  return { ...page, ...await describeMentions(page.entries) }
})
