import type { AuditEntry, AuditRoom } from '#shared/protocol/admin/adminAudit'
import type { Profile } from '#shared/protocol/user'
import { useUsersStore } from '~/stores/user/users'

/** An older server, that is being replaced, knows no names. */
interface Page { users?: Profile[], rooms?: AuditRoom[] }

/** Who did what, and the names of whom and what that was about. */
export const useAdminAuditStore = defineStore('adminAudit', () => {
  const users = useUsersStore()
  const rooms = ref<Record<number, AuditRoom>>({})
  const list = createAdminList<AuditEntry, Page>(useApi(), '/api/admin/audit', 'entries', (page) => {
    for (const user of page.users ?? []) users.receive(user)
    for (const room of page.rooms ?? []) rooms.value[room.id] = room
  })

  return { ...list, rooms }
})
