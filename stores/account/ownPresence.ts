import type { OwnPresence, PresenceStatus } from '#shared/protocol/presence'

/** What this person has chosen to be seen as, in whichever browser. */
export const useOwnPresenceStore = defineStore('ownPresence', () => {
  const api = useApi()
  const current = ref<OwnPresence>({ status: 'auto', text: '', hidden: false })
  const loaded = ref(false)
  /** What others see while this page is open. */
  const seenAs = computed<PresenceStatus>(() => {
    const { status, hidden } = current.value
    if (hidden) return 'offline'
    return status === 'auto' ? 'online' : status
  })

  function receive(presence: OwnPresence) {
    current.value = presence
    loaded.value = true
  }

  async function load() {
    receive((await api.get<{ presence: OwnPresence }>('/api/account/presence')).presence)
  }

  async function choose(presence: OwnPresence) {
    await api.put('/api/account/presence', presence)
    receive({ ...presence, text: presence.text.trim() })
  }

  return { current, loaded, seenAs, receive, load, choose }
})
