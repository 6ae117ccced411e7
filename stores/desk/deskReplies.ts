import type { CannedReply } from '#shared/protocol/supportCase'

/** Answers that are written once, for `/` in the composer. */
export const useDeskRepliesStore = defineStore('deskReplies', () => {
  const api = useApi()
  const all = ref<CannedReply[]>([])
  const loaded = ref(false)

  async function load() {
    all.value = (await api.get<{ replies: CannedReply[] }>('/api/support/replies')).replies
    loaded.value = true
  }

  /** A new one, or with `id` a changed one. */
  async function save(fields: Omit<CannedReply, 'id'>, id?: number) {
    const { reply } = id === undefined
      ? await api.post<{ reply: CannedReply }>('/api/support/replies', fields)
      : await api.patch<{ reply: CannedReply }>(`/api/support/replies/${id}`, fields)
    all.value = [...all.value.filter(one => one.id !== reply.id), reply].sort((a, b) => a.name.localeCompare(b.name))
  }

  async function remove(id: number) {
    await api.delete(`/api/support/replies/${id}`)
    all.value = all.value.filter(one => one.id !== id)
  }

  /** Those of an inbox whose name has the words, the ones that begin with them first. */
  function search(inboxId: number, query: string): CannedReply[] {
    const key = fold(query)
    const place = ({ name }: CannedReply) => fold(name).indexOf(key)
    return all.value
      .filter(reply => (reply.inboxId === null || reply.inboxId === inboxId) && place(reply) >= 0)
      .sort((one, other) => Number(place(one) > 0) - Number(place(other) > 0) || one.name.localeCompare(other.name))
  }

  return { all, loaded, load, save, remove, search }
})

const fold = (text: string) => text.normalize('NFKC').toLowerCase().trim()
