import type { Member, MemberRole } from '#shared/protocol/room'
import type { Profile } from '#shared/protocol/user'
import { useUsersStore } from '~/stores/user/users'

interface Membership {
  userId: number
  role: MemberRole
}

interface MemberPage {
  members: Member[]
  cursor?: string
}

const ranks: Record<MemberRole, number> = { owner: 0, moderator: 1, member: 2 }
const pageSize = 100

/** Who is in a room, for the rooms whose list somebody has opened. */
export const useMembersStore = defineStore('members', () => {
  const api = useApi()
  const users = useUsersStore()
  const byRoom = ref<Record<number, Membership[]>>({})
  /** Where the rest of a room's list begins; without one the list is whole. */
  const cursors = ref<Record<number, string | undefined>>({})

  const of = (roomId: number, userId: number) => byRoom.value[roomId]?.find(member => member.userId === userId)

  async function page(roomId: number, cursor?: string) {
    const answer = await api.get<MemberPage>(`/api/rooms/${roomId}/members`, { limit: pageSize, cursor })
    users.receive(...answer.members.map(member => member.user))
    cursors.value[roomId] = answer.cursor
    return answer.members.map(({ user, role }) => ({ userId: user.id, role }))
  }

  async function load(roomId: number) {
    byRoom.value[roomId] = await page(roomId)
  }

  async function loadMore(roomId: number) {
    const cursor = cursors.value[roomId]
    if (!cursor) return
    const more = await page(roomId, cursor)
    const known = new Set(byRoom.value[roomId]?.map(member => member.userId))
    byRoom.value[roomId] = [...byRoom.value[roomId] ?? [], ...more.filter(member => !known.has(member.userId))]
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

  /** Invites somebody, or changes the role of who is in. */
  async function put(roomId: number, userId: number, role?: MemberRole) {
    const { member } = await api.put<{ member: Member }>(`/api/rooms/${roomId}/members/${userId}`, role ? { role } : {})
    joined(roomId, member.user, member.role)
  }

  async function remove(roomId: number, userId: number) {
    await api.delete(`/api/rooms/${roomId}/members/${userId}`)
    left(roomId, userId)
  }

  function forget(roomId: number) {
    byRoom.value = Object.fromEntries(Object.entries(byRoom.value).filter(([id]) => Number(id) !== roomId))
  }

  return { byRoom, cursors, of, load, loadMore, set, joined, left, put, remove, forget }
})
