import type { AdminMessage } from '#shared/protocol/admin/adminMessage'
import type { AdminRoom } from '#shared/protocol/admin/adminRoom'
import type { AdminUser } from '#shared/protocol/admin/adminUser'
import type { Message } from '#shared/protocol/message'
import type { Profile } from '#shared/protocol/user'

interface Surrounded {
  room: AdminRoom
  messages: Message[]
  users: Profile[]
}

/** Messages, as admins find them; and one with those around it. */
export const useAdminMessagesStore = defineStore('adminMessages', () => {
  const api = useApi()
  const path = '/api/admin/messages'
  const { load: loadList, more: loadMore, ...list } = createAdminList<AdminMessage>(api, path, 'messages')
  const searchedTo = ref<string>()
  const context = ref<Surrounded & { seq: number }>()

  const note = (answer: unknown) => {
    searchedTo.value = (answer as { searchedTo?: string } | undefined)?.searchedTo
  }
  const load = async (query: Record<string, string | undefined> = {}) => note(await loadList(query))
  const more = async () => note(await loadMore())

  async function open(roomId: number, seq: number) {
    context.value = { seq, ...await api.get<Surrounded>(`${path}/${roomId}/${seq}`) }
  }

  async function remove(roomId: number, seq: number) {
    await api.delete(`${path}/${roomId}/${seq}`)
    list.items.value = list.items.value.filter(message => message.roomId !== roomId || message.seq !== seq)
  }

  const findUsers = async (query: string) =>
    (await api.get<{ users: AdminUser[] }>('/api/admin/users', { query, limit: 8 })).users
  const findRooms = async (query: string) =>
    (await api.get<{ rooms: AdminRoom[] }>('/api/admin/rooms', { query, limit: 8 })).rooms

  return { ...list, load, more, searchedTo, context, open, remove, findUsers, findRooms }
})
