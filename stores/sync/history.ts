import { limits } from '#shared/limits'
import type { Message, MessagePage } from '#shared/protocol/message'
import { useSessionStore } from '~/stores/account/session'
import { useMessagesStore } from '~/stores/message/messages'
import { useOutboxEntriesStore } from '~/stores/outbox/entries'
import { useRoomsStore } from '~/stores/room/rooms'
import { useSyncStore } from '~/stores/sync/sync'
import { useBlocksStore } from '~/stores/user/blocks'
import { useUsersStore } from '~/stores/user/users'

const soonMs = 300
const pagesInOneGo = 5

type Position = { before?: number, after?: number, around?: number }

/**
 * Brings messages into the rooms' lists: pages of them, single ones wherever they came from, and what is missing in
 * between.
 */
export const useHistoryStore = defineStore('history', () => {
  const api = useApi()
  const blocks = useBlocksStore()
  const messages = useMessagesStore()
  const outgoing = useOutboxEntriesStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const sync = useSyncStore()
  const users = useUsersStore()
  const timers = createTimers<number>()

  const isOwn = (message: Message) => message.authorId === session.user?.id

  async function page(roomId: number, position: Position & { limit?: number } = {}) {
    const answer = await api.get<MessagePage>(`/api/rooms/${roomId}/messages`, position)
    users.receive(...answer.users)
    settle(answer.messages)
    // A message never changes, it is replaced: watching each field of thousands would only cost.
    answer.messages.forEach(markRaw)
    return answer
  }

  /** What shows in its room's list leaves the outbox. */
  function settle(shown: Message[]) {
    outgoing.settle(shown.filter(isOwn).map(message => message.clientId))
  }

  /**
   * The newest page, or the one at a position. `rev` is taken first: a deletion in between is then asked for again,
   * not missed.
   */
  async function open(roomId: number, position: Omit<Position, 'after'> = {}) {
    const rev = rooms.byId[roomId]?.rev ?? 0
    const { messages: shown, hasMore } = await page(roomId, position)
    const elsewhere = position.before !== undefined || position.around !== undefined
    const hasNewer = elsewhere && (shown.at(-1)?.seq ?? 0) < (rooms.byId[roomId]?.lastSeq ?? 0)
    messages.show(roomId, { messages: shown, hasOlder: hasMore, hasNewer, rev })
    if (import.meta.client) compare(roomId)
  }

  async function loadOlder(roomId: number) {
    const list = messages.byRoom[roomId]
    const first = list?.messages[0]
    if (!list?.hasOlder || !first) return
    const { messages: older, hasMore } = await page(roomId, { before: first.seq })
    if (messages.byRoom[roomId]?.messages[0]?.seq !== first.seq) return
    list.messages = [...older, ...list.messages]
    list.hasOlder = hasMore
  }

  /** The next page of a list that does not reach the end; with the last one it is live again. */
  async function loadAfter(roomId: number) {
    const list = messages.byRoom[roomId]
    const last = messages.lastSeq(roomId)
    if (!list?.hasNewer) return
    const { messages: newer, hasMore } = await page(roomId, { after: last })
    if (messages.byRoom[roomId] !== list || messages.lastSeq(roomId) !== last) return
    list.messages = [...list.messages, ...newer]
    list.hasNewer = hasMore
    if (!hasMore) compare(roomId)
  }

  /** Fetches what came after the last message; false when that is more than `pages` pages. */
  async function loadNewer(roomId: number, pages: number): Promise<boolean> {
    for (let count = 0; count < pages; count++) {
      const position = { after: messages.lastSeq(roomId), limit: limits.page.max }
      const { messages: newer, hasMore } = await page(roomId, position)
      newer.forEach(receive)
      if (!hasMore) return true
    }
    return false
  }

  /**
   * The one way in for a message, whether it comes as an event, an ack, from a page, a poll or another tab.
   * Idempotent.
   */
  function receive(message: Message) {
    rooms.receiveMessage(message, session.user?.id, blocks.has)
    const { placed, held } = messages.place(message)
    settle(placed)
    if (held) fill(message.roomId)
  }

  function receiveDeletion(roomId: number, seq: number) {
    messages.receiveDeletion(roomId, seq)
    rooms.receiveDeletion(roomId, seq)
  }

  /** There is a hole in a room's `seq`. */
  function fill(roomId: number) {
    timers.startOnce(roomId, soonMs, () => failureOf(catchUp(roomId)))
  }

  async function catchUp(roomId: number) {
    const known = messages.byRoom[roomId]
    const lacking = (rooms.byId[roomId]?.lastSeq ?? 0) - messages.lastSeq(roomId)
    if (!known || known.hasNewer || lacking <= 0) return
    const reached = lacking <= pagesInOneGo * limits.page.max && await loadNewer(roomId, pagesInOneGo)
    if (!reached) await open(roomId)
  }

  /** After a list was loaded: did the room move on in the meantime? */
  function compare(roomId: number) {
    const room = rooms.byId[roomId]
    const list = messages.byRoom[roomId]
    if (!room || !list) return
    if (room.lastSeq > messages.lastSeq(roomId)) fill(roomId)
    if (room.rev > list.rev) sync.soon(roomId)
  }

  return { page, open, loadOlder, loadAfter, receive, receiveDeletion, fill, catchUp }
})
