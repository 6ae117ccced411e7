import type { Profile } from '#shared/protocol/user'
import type { DirectorySort, RoomSummary } from '#shared/protocol/room'
import { useUsersStore } from '~/stores/user/users'

interface DirectoryPage {
  rooms: RoomSummary[]
  faces: Record<number, number[]>
  users: Profile[]
  cursor?: string
}

const atOnce = 50

/** The groups one could join or is in, as they were when they were asked for. */
export const useDirectoryStore = defineStore('directory', () => {
  const api = useApi()
  const users = useUsersStore()
  const groups = ref<RoomSummary[]>([])
  /** What was asked for. */
  const sought = ref('')
  const sort = ref<DirectorySort>('members')
  /** Where the next page begins, if there is one. */
  const cursor = ref<string>()
  const faces = ref<Record<number, number[]>>({})

  /** Some of the people of a group. */
  const facesOf = (roomId: number): Profile[] => (faces.value[roomId] ?? []).flatMap(id => users.byId[id] ?? [])

  async function page(query: string, from?: string) {
    const asked = { query, sort: sort.value, cursor: from, limit: atOnce, faces: 'true' }
    const answer = await api.get<DirectoryPage>('/api/rooms/directory', asked)
    users.receive(...answer.users)
    cursor.value = answer.cursor
    return answer
  }

  async function search(query: string, by: DirectorySort = sort.value) {
    sort.value = by
    const answer = await page(query)
    groups.value = answer.rooms
    faces.value = answer.faces
    sought.value = query.trim()
  }

  async function more() {
    const answer = await page(sought.value, cursor.value)
    const known = new Set(groups.value.map(({ id }) => id))
    groups.value = [...groups.value, ...answer.rooms.filter(({ id }) => !known.has(id))]
    faces.value = { ...faces.value, ...answer.faces }
  }

  return { groups, sought, sort, faces, cursor, facesOf, search, more }
})
