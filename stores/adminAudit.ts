import type { AuditEntry } from '#shared/admin'

/** Who did what. */
export const useAdminAuditStore = defineStore('adminAudit', () => createAdminList<AuditEntry>(useApi(), '/api/admin/audit', 'entries'))
