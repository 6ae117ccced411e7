import type { Inbox, InboxReason } from '#shared/protocol/inbox'
import type { Message } from '#shared/protocol/message'
import type { InboxFilter } from '#shared/schemas/inbox'
import { useRoomsStore } from '~/stores/room/rooms'
import { useUsersStore } from '~/stores/user/users'

export interface InboxEntry {
  roomId: number
  message: Message
  reason: InboxReason
}

/** What concerns this person, newest first: as it was when the page was opened. */
export const useInboxStore = defineStore('inbox', () => {
  const api = useApi()
  const rooms = useRoomsStore()
  const users = useUsersStore()
  const entries = ref<InboxEntry[]>([])
  const cursor = ref<string>()

  async function page(filter: InboxFilter | undefined, from?: string) {
    const answer = await api.get<Inbox>('/api/inbox', { filter, cursor: from, limit: 30 })
    users.receive(...answer.users)
    answer.items.forEach(item => rooms.receive(item.room))
    cursor.value = answer.cursor
    return answer.items.map(({ room, message, reason }) => ({ roomId: room.id, message, reason }))
  }

  async function load(filter?: InboxFilter) {
    entries.value = await page(filter)
  }

  async function loadMore(filter?: InboxFilter) {
    if (cursor.value) entries.value = [...entries.value, ...await page(filter, cursor.value)]
  }

  /** What was deleted is not there any more. */
  function receiveDeletion(roomId: number, seq: number) {
    entries.value = entries.value.filter(entry => entry.roomId !== roomId || entry.message.seq !== seq)
  }

  return { receiveDeletion, entries, cursor, load, loadMore }
})
