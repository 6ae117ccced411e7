import type { SupportTeam } from '#shared/protocol/admin/adminTeam'

const path = '/api/admin/teams'

export type TeamFields = Pick<SupportTeam, 'name' | 'agents'>

/** The teams of all inboxes, in the order in which they were made. */
export const useAdminTeamsStore = defineStore('adminTeams', () => {
  const api = useApi()
  const items = shallowRef<SupportTeam[]>([])

  async function load() {
    items.value = (await api.get<{ teams: SupportTeam[] }>(path)).teams
  }

  async function create(inboxId: number, fields: TeamFields) {
    receive((await api.post<{ team: SupportTeam }>(path, { inboxId, ...fields })).team)
  }

  async function save(id: number, fields: TeamFields) {
    receive((await api.patch<{ team: SupportTeam }>(`${path}/${id}`, fields)).team)
  }

  async function remove(id: number) {
    await api.delete(`${path}/${id}`)
    items.value = items.value.filter(team => team.id !== id)
  }

  function receive(team: SupportTeam) {
    items.value = [...items.value.filter(({ id }) => id !== team.id), team].sort((one, other) => one.id - other.id)
  }

  const ofInbox = (inboxId: number) => items.value.filter(team => team.inboxId === inboxId)

  return { items, load, create, save, remove, ofInbox }
})
