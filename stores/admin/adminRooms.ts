import type { AdminRoom } from '#shared/protocol/admin/adminRoom'
import type { Member, MemberRole } from '#shared/protocol/room'

type Fields = Partial<{ name: string, topic: string, visibility: string, archived: boolean, isDefault: boolean }>

/** Groups, as admins see them. */
export const useAdminRoomsStore = defineStore('adminRooms', () => {
  const api = useApi()
  const list = createAdminList<AdminRoom>(api, '/api/admin/rooms', 'rooms')
  const current = ref<AdminRoom>()
  const members = ref<Member[]>([])
  const membersCursor = ref<string>()

  async function open(id: number) {
    current.value = (await api.get<{ room: AdminRoom }>(`/api/admin/rooms/${id}`)).room
    members.value = []
    await loadMembers(id)
  }

  async function loadMembers(id: number, cursor?: string) {
    const page = await api.get<{ members: Member[], cursor?: string }>(`/api/admin/rooms/${id}/members`, { cursor })
    members.value = [...members.value, ...page.members]
    membersCursor.value = page.cursor
  }

  const create = async (fields: Fields) => (await api.post<{ room: AdminRoom }>('/api/admin/rooms', fields)).room
  const remove = (id: number) => api.delete(`/api/admin/rooms/${id}`)

  async function update(id: number, fields: Fields) {
    current.value = (await api.patch<{ room: AdminRoom }>(`/api/admin/rooms/${id}`, fields)).room
  }

  async function removePicture(id: number) {
    await api.delete(`/api/admin/rooms/${id}/picture`)
    await open(id)
  }

  async function putMember(id: number, userId: number, role: MemberRole) {
    await api.put(`/api/admin/rooms/${id}/members/${userId}`, { role })
    await open(id)
  }

  async function removeMember(id: number, userId: number) {
    await api.delete(`/api/admin/rooms/${id}/members/${userId}`)
    await open(id)
  }

  return {
    ...list, current, members, membersCursor,
    open, loadMembers, create, update, remove, removePicture, putMember, removeMember,
  }
})
