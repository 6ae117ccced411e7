import type { AuditWords } from '~/utils/auditText'

/** The texts and names in which the log is told. */
export function useAdminAuditWords(): AuditWords {
  const { t, te } = useI18n()
  const { nameOf } = useNames()
  const audit = useAdminAuditStore()
  const users = useUsersStore()

  return { t: (key, values = {}) => t(key, values), te, nameOf, user: id => users.byId[id], room: id => audit.rooms[id] }
}
