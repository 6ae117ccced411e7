import type { Message, MessagePage } from '#shared/protocol'
import { limits } from '#shared/limits'

/** A dense run of a room's messages. `rev` is the state up to which deletions are known to be applied. */
export interface MessageList {
  messages: Message[]
  hasOlder: boolean
  hasNewer: boolean
  rev: number
}

/** The messages of the rooms that were opened, each list without a hole. */
export const useMessagesStore = defineStore('messages', () => {
  const api = useApi()
  const outbox = useOutboxStore()
  const repair = useRepairStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const users = useUsersStore()
  const byRoom = ref<Record<number, MessageList>>({})
  /** Messages that arrived before those in front of them. */
  const early = new Map<number, Map<number, Message>>()

  const lastSeq = (roomId: number) => byRoom.value[roomId]?.messages.at(-1)?.seq ?? 0
  const find = (roomId: number, seq: number) => {
    const messages = byRoom.value[roomId]?.messages
    return messages?.[seq - (messages[0]?.seq ?? 0)]
  }

  async function page(roomId: number, position: { before?: number, after?: number, around?: number, limit?: number } = {}) {
    const answer = await api.get<MessagePage>(`/api/rooms/${roomId}/messages`, position)
    users.receive(...answer.users)
    settle(answer.messages)
    // A message never changes, it is replaced: watching each field of thousands would only cost.
    answer.messages.forEach(markRaw)
    return answer
  }

  function settle(messages: Message[]) {
    outbox.settle(messages.filter(message => message.authorId === session.user?.id).map(message => message.clientId))
  }

  /** The newest page, or the one at a position. `rev` is taken first: a deletion in between is then asked for again, not missed. */
  async function open(roomId: number, position: { before?: number, around?: number } = {}) {
    const rev = rooms.byId[roomId]?.rev ?? 0
    const { messages, hasMore } = await page(roomId, position)
    early.delete(roomId)
    const elsewhere = position.before !== undefined || position.around !== undefined
    const hasNewer = elsewhere && (messages.at(-1)?.seq ?? 0) < (rooms.byId[roomId]?.lastSeq ?? 0)
    byRoom.value[roomId] = { messages, hasOlder: hasMore, hasNewer, rev }
    if (import.meta.client) repair.compare(roomId)
  }

  async function loadOlder(roomId: number) {
    const list = byRoom.value[roomId]
    const first = list?.messages[0]
    if (!list?.hasOlder || !first) return
    const { messages, hasMore } = await page(roomId, { before: first.seq })
    if (byRoom.value[roomId]?.messages[0]?.seq !== first.seq) return
    list.messages = [...messages, ...list.messages]
    list.hasOlder = hasMore
  }

  /** The next page of a list that does not reach the end; with the last one it is live again. */
  async function loadAfter(roomId: number) {
    const list = byRoom.value[roomId]
    const last = lastSeq(roomId)
    if (!list?.hasNewer) return
    const { messages, hasMore } = await page(roomId, { after: last })
    if (byRoom.value[roomId] !== list || lastSeq(roomId) !== last) return
    list.messages = [...list.messages, ...messages]
    list.hasNewer = hasMore
    if (!hasMore) repair.compare(roomId)
  }

  /** Fetches what came after the last message; false when that is more than `pages` pages. */
  async function loadNewer(roomId: number, pages: number): Promise<boolean> {
    for (let count = 0; count < pages; count++) {
      const { messages, hasMore } = await page(roomId, { after: lastSeq(roomId), limit: limits.page.max })
      for (const message of messages) {
        rooms.receiveMessage(message, message.authorId === session.user?.id)
        receive(message)
      }
      if (!hasMore) return true
    }
    return false
  }

  /** Puts a message into its place; again is free, and a deleted one never comes back. */
  function receive(message: Message) {
    const list = byRoom.value[message.roomId]
    if (!list || list.hasNewer) return
    const next = lastSeq(message.roomId) + 1
    if (message.seq > next) return hold(message)
    if (message.seq < next) return replace(list, message)
    list.messages.push(markRaw(message))
    settle([message])
    release(message.roomId)
  }

  function replace(list: MessageList, message: Message) {
    const index = message.seq - (list.messages[0]?.seq ?? 0)
    if (list.messages[index] && message.body === null) list.messages[index] = markRaw(message)
    settle([message])
  }

  function hold(message: Message) {
    const held = early.get(message.roomId) ?? new Map<number, Message>()
    early.set(message.roomId, held.set(message.seq, message))
    repair.fill(message.roomId)
  }

  function release(roomId: number) {
    const held = early.get(roomId)
    const next = held?.get(lastSeq(roomId) + 1)
    if (!held || !next) return
    held.delete(next.seq)
    receive(next)
  }

  function receiveDeletion(roomId: number, seq: number) {
    const list = byRoom.value[roomId]
    const held = early.get(roomId)
    const message = find(roomId, seq) ?? held?.get(seq)
    if (!message || message.body === null) return
    const tombstone = markRaw({ ...toRaw(message), body: null, deletedAt: new Date().toISOString() })
    if (list && find(roomId, seq)) list.messages[seq - (list.messages[0]?.seq ?? 0)] = tombstone
    else held?.set(seq, tombstone)
  }

  async function remove(roomId: number, seq: number) {
    await api.delete(`/api/rooms/${roomId}/messages/${seq}`)
    receiveDeletion(roomId, seq)
    rooms.receiveDeletion(roomId, seq)
  }

  function forget(roomId: number) {
    early.delete(roomId)
    byRoom.value = Object.fromEntries(Object.entries(byRoom.value).filter(([id]) => Number(id) !== roomId))
  }

  return { byRoom, lastSeq, find, page, open, loadOlder, loadAfter, loadNewer, receive, receiveDeletion, remove, forget }
})
