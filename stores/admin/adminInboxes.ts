import type { AdminInbox } from '#shared/protocol/admin/adminInbox'
import type { Profile } from '#shared/protocol/user'
import { useUsersStore } from '~/stores/user/users'

const path = '/api/admin/inboxes'

export type InboxFields = Partial<Omit<AdminInbox, 'id' | 'createdAt'>>

interface InboxAnswer {
  inbox: AdminInbox
  users: Profile[]
  identitySecret?: string
}

/** Where customers turn to, with the people who answer. */
export const useAdminInboxesStore = defineStore('adminInboxes', () => {
  const api = useApi()
  const users = useUsersStore()
  const items = shallowRef<AdminInbox[]>([])

  async function load() {
    const { inboxes, users: agents } = await api.get<{ inboxes: AdminInbox[], users: Profile[] }>(path, { limit: 200 })
    items.value = inboxes
    users.receive(...agents)
  }

  /** The secret of the inbox beside it, which nobody can read again. */
  async function create(fields: InboxFields): Promise<{ inbox: AdminInbox, secret: string }> {
    return receive(await api.post<InboxAnswer>(path, fields))
  }

  async function save(id: number, fields: InboxFields & { newSecret?: true }): Promise<{ secret: string }> {
    return receive(await api.patch<InboxAnswer>(`${path}/${id}`, fields))
  }

  async function remove(id: number) {
    await api.delete(`${path}/${id}`)
    items.value = items.value.filter(inbox => inbox.id !== id)
  }

  function receive({ inbox, users: agents, identitySecret = '' }: InboxAnswer) {
    users.receive(...agents)
    const others = items.value.filter(({ id }) => id !== inbox.id)
    items.value = [inbox, ...others].sort((one, other) => other.id - one.id)
    return { inbox, secret: identitySecret }
  }

  return { items, load, create, save, remove }
})
