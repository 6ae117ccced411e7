import type { AdminSession, AdminUser, AdminUserDetail } from '#shared/protocol/admin/adminUser'

interface Fields {
  email?: string
  username?: string
  password?: string
  displayName?: string
  role?: string
  disabled?: boolean
  mutedUntil?: string | null
}

/** Accounts, as admins see them. */
export const useAdminUsersStore = defineStore('adminUsers', () => {
  const api = useApi()
  const list = createAdminList<AdminUser>(api, '/api/admin/users', 'users')
  const current = ref<AdminUserDetail>()
  const sessions = ref<AdminSession[]>([])

  async function open(id: number) {
    const path = `/api/admin/users/${id}`
    const [{ user }, devices] = await Promise.all([
      api.get<{ user: AdminUserDetail }>(path),
      api.get<{ sessions: AdminSession[] }>(`${path}/sessions`),
    ])
    current.value = user
    sessions.value = devices.sessions
  }

  const create = async (fields: Fields) => (await api.post<{ user: AdminUserDetail }>('/api/admin/users', fields)).user
  const link = (id: number) =>
    api.post<{ token: string, expiresAt: string }>(`/api/admin/users/${id}/password-reset`, {})
  const remove = (id: number) => api.delete(`/api/admin/users/${id}`)

  async function update(id: number, fields: Fields) {
    await api.patch(`/api/admin/users/${id}`, fields)
    await open(id)
  }

  async function removePicture(id: number) {
    await api.delete(`/api/admin/users/${id}/picture`)
    await open(id)
  }

  async function signOut(id: number, sessionId?: string) {
    await api.delete(`/api/admin/users/${id}/sessions${sessionId ? `/${sessionId}` : ''}`)
    await open(id)
  }

  return { ...list, current, sessions, open, create, update, remove, removePicture, link, signOut }
})
