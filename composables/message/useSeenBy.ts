import type { Room } from '#shared/protocol/room'
import type { MessageList } from '~/stores/message/messages'

/** Beneath which message stands who has read it. */
export interface Seen {
  seq: number
  userIds: number[]
  direct: boolean
}

/** Who has read the last own message of a room. In a direct room an answer says so by itself. */
export function useSeenBy(room: () => Room, list: () => MessageList, userId: number) {
  const reads = useReadsStore()
  const socket = useSocketStore()
  const load = () => failureOf(reads.load(room().id))

  onMounted(load)
  // What was read meanwhile was told to nobody here.
  watch(() => socket.live, live => live && load())

  return computed<Seen | undefined>(() => {
    const { messages } = list()
    const last = messages.findLast(message => message.authorId === userId && message.body !== null)
    const direct = room().kind === 'direct'
    if (!last || (direct && messages.at(-1)?.authorId !== userId)) return undefined
    const userIds = reads.readersOf(room().id, last.seq)
    return userIds.length > 0 ? { seq: last.seq, userIds, direct } : undefined
  })
}
