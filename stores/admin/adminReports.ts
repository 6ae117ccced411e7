import type { Report, ReportDecision } from '#shared/protocol/admin/adminReport'
import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'

/** What members found wrong, and what was decided about it. */
export const useAdminReportsStore = defineStore('adminReports', () => {
  const api = useApi()
  const list = createAdminList<Report>(api, '/api/admin/reports', 'reports')
  const around = ref<Record<number, { messages: Message[], users: Profile[] }>>({})

  async function open(id: number) {
    around.value[id] = await api.get<{ messages: Message[], users: Profile[] }>(`/api/admin/reports/${id}`)
  }

  /** With a ban comes how many addresses it met. */
  const decide = (id: number, fields: { decision: ReportDecision, note: string, hours?: number }) =>
    api.patch<{ report: Report, bannedAddresses?: number }>(`/api/admin/reports/${id}`, fields)

  return { ...list, around, open, decide }
})
