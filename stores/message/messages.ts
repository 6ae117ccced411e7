import type { Message } from '#shared/protocol/message'

/** A dense run of a room's messages. `rev` is the state up to which deletions are known to be applied. */
export interface MessageList {
  messages: Message[]
  hasOlder: boolean
  hasNewer: boolean
  rev: number
}

/** The messages of the rooms that were opened, each list without a hole. How they come here is `history`'s. */
export const useMessagesStore = defineStore('messages', () => {
  const byRoom = ref<Record<number, MessageList>>({})
  /** Messages that arrived before those in front of them. */
  const early = new Map<number, Map<number, Message>>()

  const lastSeq = (roomId: number) => byRoom.value[roomId]?.messages.at(-1)?.seq ?? 0
  const has = (roomId: number, clientId: string) =>
    byRoom.value[roomId]?.messages.some(message => message.clientId === clientId) ?? false
  const find = (roomId: number, seq: number) => {
    const messages = byRoom.value[roomId]?.messages
    return messages?.[seq - (messages[0]?.seq ?? 0)]
  }

  /** A room's list begins anew. */
  function show(roomId: number, list: MessageList) {
    early.delete(roomId)
    byRoom.value[roomId] = list
  }

  /**
   * Puts a message into its place and answers which ones have theirs now; `held` when it has to wait for what comes
   * before it. Idempotent, and a deleted one never comes back.
   */
  function place(message: Message): { placed: Message[], held: boolean } {
    const list = byRoom.value[message.roomId]
    if (!list || list.hasNewer) return { placed: [], held: false }
    const next = lastSeq(message.roomId) + 1
    if (message.seq > next) return hold(message)
    if (message.seq < next) return replace(list, message)
    list.messages.push(markRaw(message))
    return { placed: [message, ...release(message.roomId)], held: false }
  }

  function replace(list: MessageList, message: Message) {
    const index = message.seq - (list.messages[0]?.seq ?? 0)
    const known = list.messages[index]
    if (known && (isTombstone(message) || isFuller(message, known))) list.messages[index] = markRaw(message)
    return { placed: [message], held: false }
  }

  function hold(message: Message) {
    const held = early.get(message.roomId) ?? new Map<number, Message>()
    early.set(message.roomId, held.set(message.seq, message))
    return { placed: [], held: true }
  }

  function release(roomId: number): Message[] {
    const held = early.get(roomId)
    const next = held?.get(lastSeq(roomId) + 1)
    if (!held || !next) return []
    held.delete(next.seq)
    return place(next).placed
  }

  function receiveDeletion(roomId: number, seq: number) {
    const list = byRoom.value[roomId]
    const held = early.get(roomId)
    const message = find(roomId, seq) ?? held?.get(seq)
    if (!message || isTombstone(message)) return
    const tombstone = markRaw(tombstoneOf(toRaw(message)))
    if (list && find(roomId, seq)) list.messages[seq - (list.messages[0]?.seq ?? 0)] = tombstone
    else held?.set(seq, tombstone)
  }

  function forget(roomId: number) {
    early.delete(roomId)
    byRoom.value = Object.fromEntries(Object.entries(byRoom.value).filter(([id]) => Number(id) !== roomId))
  }

  return { byRoom, lastSeq, has, find, show, place, receiveDeletion, forget }
})

/** An ack makes a message of what was sent, and does not say whom it mentions. */
function isFuller(message: Message, known: Message): boolean {
  return !isTombstone(known) && !known.mentions && !known.mentionsAll
    && (message.mentions !== undefined || message.mentionsAll !== undefined)
}
