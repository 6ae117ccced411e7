import type { Privacy } from '#shared/protocol/user'

/** Who may add this person to rooms. */
export const usePrivacyStore = defineStore('privacy', () => {
  const api = useApi()
  const current = ref<Privacy>({ addableBy: 'everyone', rooms: [], people: [] })
  const loaded = ref(false)

  async function load() {
    current.value = (await api.get<{ privacy: Privacy }>('/api/account/privacy')).privacy
    loaded.value = true
  }

  async function allow(addableBy: Privacy['addableBy']) {
    current.value = (await api.patch<{ privacy: Privacy }>('/api/account/privacy', { addableBy })).privacy
  }

  async function lift(kind: 'rooms' | 'people', id: number) {
    await api.delete(`/api/account/privacy/${kind}/${id}`)
    current.value = { ...current.value, [kind]: current.value[kind].filter(one => one.id !== id) }
  }

  return { current, loaded, load, allow, lift }
})
