import type { Inbox, InboxFilter, InboxReason } from '#shared/protocol/inbox'
import type { Message } from '#shared/protocol/message'
import { useRoomsStore } from '~/stores/room/rooms'
import { useUsersStore } from '~/stores/user/users'

export interface InboxEntry {
  roomId: number
  message: Message
  reason: InboxReason
}

const soonMs = 500
const everyMs = 3_000

/** What concerns this person, newest first. While a page shows it, it is read again when something has changed. */
export const useInboxStore = defineStore('inbox', () => {
  const api = useApi()
  const rooms = useRoomsStore()
  const users = useUsersStore()
  const entries = ref<InboxEntry[]>([])
  const cursor = ref<string>()
  const timers = createTimers()
  /** What the page shows; undefined while there is none. */
  let shown: { filter?: InboxFilter } | undefined
  let readAt = -Infinity
  /** More than the first page is here. */
  let paged = false

  async function page(filter: InboxFilter | undefined, from?: string) {
    const answer = await api.get<Inbox>('/api/inbox', { filter, cursor: from, limit: 30 })
    users.receive(...answer.users)
    answer.items.forEach(item => rooms.receive(item.room))
    cursor.value = answer.cursor
    return answer.items.map(({ room, message, reason }) => ({ roomId: room.id, message, reason }))
  }

  async function load(filter?: InboxFilter) {
    entries.value = await page(filter)
    paged = false
  }

  async function loadMore(filter?: InboxFilter) {
    if (!cursor.value) return
    entries.value = [...entries.value, ...await page(filter, cursor.value)]
    paged = true
  }

  /** A page shows the inbox from now on; what it answers ends that. */
  function follow(filter?: InboxFilter) {
    const mine = shown = { filter }
    return () => {
      if (shown === mine) shown = undefined
      timers.stopAll()
    }
  }

  /** Something has happened that may belong here. However much happens, it costs a request in 3 s. */
  function changed() {
    if (shown) timers.startOnce('refresh', Math.max(soonMs, readAt + everyMs - Date.now()), () => failureOf(refresh()))
  }

  async function refresh() {
    if (!shown) return
    readAt = Date.now()
    const [asked, more, wasPaged] = [shown, cursor.value, paged]
    const fresh = await page(asked.filter)
    if (shown !== asked) return
    if (!wasPaged) return void (entries.value = fresh)
    entries.value = [...fresh, ...entries.value.filter(entry => isBehind(entry, fresh))]
    cursor.value = more
  }

  /** What was deleted is not there any more. */
  function receiveDeletion(roomId: number, seq: number) {
    entries.value = entries.value.filter(entry => entry.roomId !== roomId || entry.message.seq !== seq)
  }

  return { receiveDeletion, entries, cursor, load, loadMore, follow, changed }
})

/** What older pages brought stays, but for rooms of which a newer message stands for them. */
function isBehind({ roomId, message, reason }: InboxEntry, fresh: InboxEntry[]): boolean {
  const last = fresh.at(-1)?.message
  if (!last || message.createdAt > last.createdAt) return false
  return !fresh.some(entry => entry.roomId === roomId
    && (entry.message.seq === message.seq || (reason !== 'mention' && entry.reason !== 'mention')))
}
