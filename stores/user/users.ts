import type { Profile } from '#shared/protocol/user'

/** Everybody this browser has heard of, by id. */
export const useUsersStore = defineStore('users', () => {
  const api = useApi()
  const byId = ref<Record<number, Profile>>({})
  const asked = new Set<number>()
  /** What the last search of a page found. */
  const found = ref<Profile[]>([])

  function receive(...profiles: Profile[]) {
    for (const profile of profiles) byId.value[profile.id] = profile
  }

  /** Fetches a person once if they are not known yet; a failure leaves them unnamed until they are next met. */
  async function meet(id: number) {
    if (byId.value[id] || asked.has(id)) return
    asked.add(id)
    try {
      await failureOf(api.get<{ user: Profile }>(`/api/users/${id}`).then(({ user }) => receive(user)))
    }
    finally {
      asked.delete(id)
    }
  }

  async function find(query: string): Promise<Profile[]> {
    const { users } = await api.get<{ users: Profile[] }>('/api/users', { query, limit: 20 })
    receive(...users)
    return users
  }

  async function search(query: string): Promise<Profile[]> {
    found.value = await find(query)
    return found.value
  }

  function clear() {
    byId.value = {}
  }

  return { byId, found, receive, meet, find, search, clear }
})
