import type { OwnSession } from '#shared/protocol/session'

/** Where the person is logged in. */
export const useOwnSessionsStore = defineStore('ownSessions', () => {
  const api = useApi()
  const list = ref<OwnSession[]>([])

  async function load() {
    list.value = (await api.get<{ sessions: OwnSession[] }>('/api/account/sessions')).sessions
  }

  async function end(id: string) {
    await api.delete(`/api/account/sessions/${id}`)
    list.value = list.value.filter(session => session.id !== id)
  }

  async function endOthers() {
    await api.delete('/api/account/sessions')
    list.value = list.value.filter(session => session.current)
  }

  return { list, load, end, endOthers }
})
