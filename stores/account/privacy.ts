import type { Privacy } from '#shared/protocol/user'

/** Who may add this person to rooms, and whether others see what they have read. */
export const usePrivacyStore = defineStore('privacy', () => {
  const api = useApi()
  const current = ref<Privacy>({ addableBy: 'everyone', sharesReading: true, rooms: [], people: [] })
  const loaded = ref(false)

  async function load() {
    current.value = (await api.get<{ privacy: Privacy }>('/api/account/privacy')).privacy
    loaded.value = true
  }

  async function change(choice: Pick<Privacy, 'addableBy' | 'sharesReading'>) {
    current.value = (await api.patch<{ privacy: Privacy }>('/api/account/privacy', choice)).privacy
  }

  async function lift(kind: 'rooms' | 'people', id: number) {
    await api.delete(`/api/account/privacy/${kind}/${id}`)
    current.value = { ...current.value, [kind]: current.value[kind].filter(one => one.id !== id) }
  }

  return { current, loaded, load, change, lift }
})
