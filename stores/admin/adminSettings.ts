import type { Ban } from '#shared/protocol/admin/adminBan'
import type { Invitation } from '#shared/protocol/admin/adminInvitation'
import type { Settings } from '#shared/protocol/admin/adminSettings'
import { useSiteStore } from '~/stores/app/site'

/** What an admin can set without a restart, and the doors: invitations and banned addresses. */
export const useAdminSettingsStore = defineStore('adminSettings', () => {
  const api = useApi()
  const site = useSiteStore()
  const current = ref<Settings>()
  const invitations = ref<Invitation[]>([])
  const bans = ref<Ban[]>([])

  async function load() {
    const [settings, invited, banned] = await Promise.all([
      api.get<{ settings: Settings }>('/api/admin/settings'),
      api.get<{ invitations: Invitation[] }>('/api/admin/invitations'),
      api.get<{ bans: Ban[] }>('/api/admin/bans'),
    ])
    current.value = settings.settings
    invitations.value = invited.invitations
    bans.value = banned.bans
  }

  async function save(patch: Partial<Settings>) {
    current.value = (await api.patch<{ settings: Settings }>('/api/admin/settings', patch)).settings
    await site.load()
  }

  async function invite(fields: { note: string, maxUses: number, days: number }) {
    const answer = await api.post<{ invitation: Invitation, token: string }>('/api/admin/invitations', fields)
    invitations.value = [answer.invitation, ...invitations.value]
    return answer.token
  }

  async function revoke(id: number) {
    await api.delete(`/api/admin/invitations/${id}`)
    await load()
  }

  async function lift(id: number) {
    await api.delete(`/api/admin/bans/${id}`)
    bans.value = bans.value.filter(ban => ban.id !== id)
  }

  return { current, invitations, bans, load, save, invite, revoke, lift }
})
