import type { Message } from '#shared/protocol/message'

interface Reader {
  userId: number
  /** What was read when the room was opened. */
  readSeq: number
  /** Somebody looks at this window. */
  looking: Readonly<Ref<boolean>>
  atEnd: Readonly<Ref<boolean>>
}

/**
 * After which message "New" stands: after what was read when the room was opened, or when one last looked away from its
 * end. What comes while one reads there is not new, and neither is what one has answered.
 */
export function useUnreadDivider(roomId: number, { userId, readSeq, looking, atEnd }: Reader) {
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const own = messages.byRoom[roomId]?.messages.findLast(message => message.authorId === userId)
  const newAfter = ref(Math.max(readSeq, own?.seq ?? 0))
  let seen = readSeq
  const reading = () => looking.value && atEnd.value
  const isNew = (message: Message) =>
    message.seq > newAfter.value && message.authorId !== userId && message.body !== null

  function see() {
    if (reading()) seen = Math.max(seen, messages.lastSeq(roomId))
  }

  function move(seq: number) {
    newAfter.value = Math.max(newAfter.value, seq)
  }

  /** Messages came after `before`. */
  function come(before: number) {
    const list = messages.byRoom[roomId]
    if (!list || list.hasNewer) return
    const own = list.messages.findLast(message => message.seq > before && message.authorId === userId)
    if (own) move(own.seq)
    if (!reading()) move(seen)
    else if (!list.messages.some(message => message.seq <= before && isNew(message))) move(messages.lastSeq(roomId))
    see()
  }

  onMounted(() => {
    watch([looking, atEnd], see, { immediate: true })
    // Marked as unread, here or in another browser.
    watch(() => rooms.byId[roomId]?.readSeq ?? 0, (now, before) => {
      if (now >= before) return
      newAfter.value = now
      seen = now
    })
    watch(() => messages.lastSeq(roomId), (now, before) => now > before && come(before))
  })

  return { newAfter, answered: () => move(messages.lastSeq(roomId)) }
}
