import type { Member, MemberRole, Profile } from '#shared/protocol'

interface Membership {
  userId: number
  role: MemberRole
}

const ranks: Record<MemberRole, number> = { owner: 0, moderator: 1, member: 2 }

/** Who is in a room, for the rooms whose list somebody has opened. */
export const useMembersStore = defineStore('members', () => {
  const api = useApi()
  const users = useUsersStore()
  const byRoom = ref<Record<number, Membership[]>>({})

  async function load(roomId: number) {
    const { members } = await api.get<{ members: Member[] }>(`/api/rooms/${roomId}/members`, { limit: 200 })
    users.receive(...members.map(member => member.user))
    byRoom.value[roomId] = members.map(({ user, role }) => ({ userId: user.id, role }))
  }

  function set(roomId: number, userId: number, role: MemberRole) {
    const others = byRoom.value[roomId]?.filter(member => member.userId !== userId)
    if (others) byRoom.value[roomId] = [...others, { userId, role }].sort((a, b) => ranks[a.role] - ranks[b.role])
  }

  function joined(roomId: number, user: Profile, role: MemberRole) {
    users.receive(user)
    set(roomId, user.id, role)
  }

  function left(roomId: number, userId: number) {
    const members = byRoom.value[roomId]
    if (members) byRoom.value[roomId] = members.filter(member => member.userId !== userId)
  }

  async function invite(roomId: number, userId: number) {
    const { member } = await api.put<{ member: Member }>(`/api/rooms/${roomId}/members/${userId}`, {})
    joined(roomId, member.user, member.role)
  }

  async function remove(roomId: number, userId: number) {
    await api.delete(`/api/rooms/${roomId}/members/${userId}`)
    left(roomId, userId)
  }

  function forget(roomId: number) {
    byRoom.value = Object.fromEntries(Object.entries(byRoom.value).filter(([id]) => Number(id) !== roomId))
  }

  return { byRoom, load, set, joined, left, invite, remove, forget }
})
