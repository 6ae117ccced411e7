import type { Message } from '#shared/protocol/message'
import type { CaseEvent, SupportCase, TimelineEntry } from '#shared/protocol/supportCase'
import type { Profile } from '#shared/protocol/user'
import { useDeskCasesStore } from '~/stores/desk/deskCases'
import { useMessagesStore } from '~/stores/message/messages'
import { useRoomsStore } from '~/stores/room/rooms'
import { useHistoryStore } from '~/stores/sync/history'
import { useSyncStore } from '~/stores/sync/sync'
import { useUsersStore } from '~/stores/user/users'
import { caseTimeline } from '~/utils/caseTimeline'

interface TimelinePage {
  entries: TimelineEntry[]
  users: Profile[]
  cursor?: string
}

/** What is known of a case's events. Its messages and notes are in the lists of their rooms, as those of any room. */
interface Timeline {
  events: CaseEvent[]
  cursor?: string
  /** The time of the first entry while there are earlier ones. */
  from?: number
}

const pageSize = 50
const soonMs = 300

/**
 * The timelines of the cases that were opened. Pages bring all three kinds; live, messages and notes come over the
 * socket into the lists of their rooms, and of events the newest page is read again when the case has changed.
 */
export const useDeskTimelineStore = defineStore('deskTimeline', () => {
  const api = useApi()
  const cases = useDeskCasesStore()
  const history = useHistoryStore()
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const sync = useSyncStore()
  const users = useUsersStore()
  const byCase = ref<Record<number, Timeline>>({})
  const timers = createTimers<number>()

  async function page(id: number, cursor?: string) {
    const answer = await api.get<TimelinePage>(`/api/support/cases/${id}/timeline`, { cursor, limit: pageSize })
    users.receive(...answer.users)
    const of = (kind: 'message' | 'note') =>
      answer.entries.flatMap(entry => entry.kind === kind ? markRaw(entry.message) : [])
    const first = answer.entries[0]
    return {
      messages: of('message'),
      notes: of('note'),
      events: answer.entries.flatMap(entry => entry.kind === 'event' ? entry.event : []),
      cursor: answer.cursor,
      from: answer.cursor && first ? timeOf(first) : undefined,
    }
  }

  /** The newest page. `rev` is taken first: a deletion in between is then asked for again, not missed. */
  async function open(id: number) {
    const one = cases.byId[id] ?? await cases.fetch(id)
    const roomIds = [one.roomId, ...one.notesRoomId ? [one.notesRoomId] : []]
    const revs = new Map(roomIds.map(roomId => [roomId, rooms.byId[roomId]?.rev ?? 0]))
    const { messages: said, notes, ...rest } = await page(id)
    show(one.roomId, said, revs.get(one.roomId))
    if (one.notesRoomId) show(one.notesRoomId, notes, revs.get(one.notesRoomId))
    byCase.value[id] = rest
    roomIds.forEach(compare)
  }

  function show(roomId: number, shown: Message[], rev = 0) {
    const hasOlder = (shown[0]?.seq ?? 1) > 1
    messages.show(roomId, { messages: shown, hasOlder, hasNewer: false, rev })
  }

  async function loadOlder(id: number) {
    const one = cases.byId[id]
    const known = byCase.value[id]
    if (!one || !known?.cursor) return
    const { messages: said, notes, events, ...rest } = await page(id, known.cursor)
    if (byCase.value[id] !== known) return
    prepend(one.roomId, said)
    if (one.notesRoomId) prepend(one.notesRoomId, notes)
    byCase.value[id] = { events: [...events, ...known.events], ...rest }
  }

  /** Only what joins what is there: a list has no hole. */
  function prepend(roomId: number, older: Message[]) {
    const list = messages.byRoom[roomId]
    if (!list || older.length === 0) return
    const first = list.messages[0]?.seq ?? (older.at(-1)?.seq ?? 0) + 1
    const before = older.filter(message => message.seq < first)
    if (before.length > 0 && before.at(-1)?.seq !== first - 1) return
    list.messages = [...before, ...list.messages]
    list.hasOlder = (list.messages[0]?.seq ?? 1) > 1
  }

  /** One is in the room now: what was said since the page was read, or deleted, is asked for. */
  function compare(roomId: number) {
    const room = rooms.byId[roomId]
    const list = messages.byRoom[roomId]
    if (!room || !list || import.meta.server) return
    if (room.lastSeq > messages.lastSeq(roomId)) history.fill(roomId)
    if (room.rev > list.rev) sync.soon(roomId)
  }

  /** The case has changed: there are new events, and there may be notes for the first time. */
  function receiveCase({ id, notesRoomId }: SupportCase) {
    if (!byCase.value[id]) return
    if (notesRoomId) receiveNotes(notesRoomId)
    refresh(id)
  }

  function receiveNotes(roomId: number) {
    if (!messages.byRoom[roomId]) show(roomId, [])
    compare(roomId)
  }

  function refresh(id: number) {
    timers.startOnce(id, soonMs, () => failureOf(renew(id)))
  }

  async function renew(id: number) {
    const { messages: said, notes, events, cursor } = await page(id)
    const known = byCase.value[id]
    if (!known) return
    const last = known.events.at(-1)?.id ?? 0
    const written = said.concat(notes)
    const isJoined = !cursor || events.some(event => event.id <= last)
      || written.some(({ roomId, clientId }) => messages.has(roomId, clientId))
    // More has happened than a page holds.
    if (!isJoined) return open(id)
    known.events = [...known.events, ...events.filter(event => event.id > last)]
    written.forEach(history.receive)
  }

  /** Of the others nothing is heard any more: they are read again when they are opened. */
  function forgetBut(id: number | undefined) {
    byCase.value = Object.fromEntries(Object.entries(byCase.value).filter(([key]) => Number(key) === id))
  }

  const entries = (id: number) => {
    const one = cases.byId[id]
    const known = byCase.value[id]
    if (!one || !known) return []
    const of = (roomId: number | null) => messages.byRoom[roomId ?? 0]?.messages ?? []
    return caseTimeline({ ...known, messages: of(one.roomId), notes: of(one.notesRoomId) })
  }

  return { byCase, open, loadOlder, compare, receiveCase, receiveNotes, refresh, forgetBut, entries }
})

function timeOf(entry: TimelineEntry): number {
  return Date.parse(entry.kind === 'event' ? entry.event.createdAt : entry.message.createdAt)
}
