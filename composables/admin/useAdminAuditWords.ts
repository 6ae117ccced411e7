import type { AuditWords } from '~/utils/auditText'

/** The texts and names that the audit log is shown with. */
export function useAdminAuditWords(): AuditWords {
  const { t, te } = useI18n()
  const { nameOf } = useNames()
  const audit = useAdminAuditStore()
  const users = useUsersStore()

  return {
    t: (key, values = {}) => t(key, values),
    te,
    nameOf,
    user: id => users.byId[id],
    room: id => audit.rooms[id],
  }
}
