import type { Profile } from '#shared/protocol/user'

/** Everybody this browser has heard of, by id. */
export const useUsersStore = defineStore('users', () => {
  const api = useApi()
  const byId = ref<Record<number, Profile>>({})
  const asked = new Set<number>()
  /** What the last search of a page found. */
  const found = ref<Profile[]>([])

  /** Who is as before stays the same object: all of their messages would be rendered again. */
  function receive(...profiles: Profile[]) {
    for (const profile of profiles) {
      if (!isSameProfile(byId.value[profile.id], profile)) byId.value[profile.id] = profile
    }
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

const fields = {
  id: true, kind: true, role: true, username: true, displayName: true, avatarUrl: true, createdAt: true, deleted: true,
  lookalike: true,
} satisfies Record<keyof Profile, true>

/** The caller's own account has more than a profile, which nobody is shown from here. */
function isSameProfile(known: Profile | undefined, profile: Profile): boolean {
  return known !== undefined && (Object.keys(fields) as (keyof Profile)[]).every(name => known[name] === profile[name])
}
