import type { Warning } from '#shared/protocol/site'

/** What an admin had to say to this person and they have not read yet. */
export const useWarningsStore = defineStore('warnings', () => {
  const api = useApi()
  const list = ref<Warning[]>([])

  async function load() {
    list.value = (await api.get<{ warnings: Warning[] }>('/api/account/warnings')).warnings
  }

  function receive(warning: Warning) {
    if (!list.value.some(known => known.id === warning.id)) list.value.push(warning)
  }

  async function read(id: number) {
    await api.delete(`/api/account/warnings/${id}`)
    list.value = list.value.filter(warning => warning.id !== id)
  }

  return { list, load, receive, read }
})
