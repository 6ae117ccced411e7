import type { CaseFilter, SavedFilter } from '#shared/protocol/supportCase'

const path = '/api/support/filters'

/** The filters that one has given a name, in one's own order. Whatever changes them, all of them come as an event. */
export const useDeskFiltersStore = defineStore('deskFilters', () => {
  const api = useApi()
  const all = ref<SavedFilter[]>([])
  const loaded = ref(false)

  async function load() {
    receive((await api.get<{ filters: SavedFilter[] }>(path)).filters)
  }

  function receive(filters: SavedFilter[]) {
    all.value = filters
    loaded.value = true
  }

  async function save(name: string, filter: CaseFilter) {
    const { filter: saved } = await api.post<{ filter: SavedFilter }>(path, { name, filter })
    receive([...all.value.filter(one => one.id !== saved.id), saved])
  }

  async function rename(id: number, name: string) {
    const { filter: saved } = await api.patch<{ filter: SavedFilter }>(`${path}/${id}`, { name })
    receive(all.value.map(one => one.id === id ? saved : one))
  }

  /** By so many places down, or up. */
  async function move(id: number, by: number) {
    const before = all.value.findIndex(one => one.id === id)
    const position = before + by
    const [one] = all.value.slice(before)
    if (!one || position < 0 || position >= all.value.length) return
    await api.patch(`${path}/${id}`, { position })
    const others = all.value.filter(other => other.id !== id)
    receive([...others.slice(0, position), one, ...others.slice(position)])
  }

  async function remove(id: number) {
    await api.delete(`${path}/${id}`)
    receive(all.value.filter(one => one.id !== id))
  }

  /** The one that shows exactly this. */
  const find = (filter: CaseFilter) => all.value.find(one => deskPath(one.filter) === deskPath(filter))

  return { all, loaded, load, receive, save, rename, move, remove, find }
})
