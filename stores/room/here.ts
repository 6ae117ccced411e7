import { limits } from '#shared/limits'
import type { MemberRole, RoomPresence } from '#shared/protocol/room'
import { usePresenceStore } from '~/stores/user/presence'
import { useUsersStore } from '~/stores/user/users'

interface Here {
  /** Whom the screen looks at for as long as the room is open. */
  userIds: number[]
  /** Of those who were there when it was asked, by id. */
  roles: Record<number, MemberRole>
  /** How many more were there than are looked at. */
  beyond: number
}

/** Who else of a room is there now, in the rooms that were opened. */
export const useHereStore = defineStore('here', () => {
  const api = useApi()
  const presence = usePresenceStore()
  const users = useUsersStore()
  const byRoom = ref<Record<number, Here>>({})

  async function load(roomId: number) {
    const { online, members, userIds } = await api.get<RoomPresence>(`/api/rooms/${roomId}/presence`)
    users.receive(...members.map(({ user }) => user))
    byRoom.value[roomId] = {
      userIds,
      roles: Object.fromEntries(members.map(({ user, role }) => [user.id, role])),
      beyond: Math.max(0, online - limits.presence.users),
    }
  }

  /** Those of the people who are looked at, in an order that stays. */
  function presentIn(roomId: number): number[] {
    return byRoom.value[roomId]?.userIds.filter(id => presence.isThere(id)) ?? []
  }

  /** How many others are there. */
  function countIn(roomId: number): number {
    const present = presentIn(roomId).length
    return present && present + (byRoom.value[roomId]?.beyond ?? 0)
  }

  return { byRoom, load, presentIn, countIn }
})
