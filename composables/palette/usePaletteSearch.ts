import type { Profile } from '#shared/protocol/user'
import type { RoomSummary } from '#shared/protocol/room'

interface Found {
  people: Ref<Profile[]>
  groups: Ref<RoomSummary[]>
}

/** Asks the server for people and groups by what is typed. */
export function usePaletteSearch(query: () => string, { people, groups }: Found) {
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const users = useUsersStore()
  /** The last text that the server has answered, or failed to. */
  const answered = ref('')

  async function ask(typed: string) {
    const text = typed.trim()
    if (!text) return
    try {
      await Promise.all([
        rooms.find(text).then(found => text === query().trim() && (groups.value = found)),
        session.user?.kind === 'member'
        && users.find(text).then(found => text === query().trim() && (people.value = found)),
      ])
    }
    finally {
      answered.value = text
    }
  }

  return { answered, search: useSearch(ask) }
}
