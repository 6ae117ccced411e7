import type { MessageList } from '~/stores/message/messages'

interface MarkedList {
  list: MessageList
  /** The room's last message, also when it is not in the list. */
  lastSeq: number
  /** The message that the "New" line follows. */
  newAfter: number
  userId: number
}

/** Where "New" stands in a list, and how many messages are unread above it and came below the screen. */
export function useMessageListMarks(props: MarkedList, atEnd: Readonly<Ref<boolean>>) {
  const first = computed(() => props.list.messages[0]?.seq ?? 1)
  /** What was read last is in the list. */
  const isReadHere = computed(() => props.newAfter >= first.value - 1)
  const isNew = (message: MessageList['messages'][number]) =>
    message.seq > props.newAfter && message.authorId !== props.userId && message.body !== null
  const firstUnread = computed(() => props.list.messages.find(isNew)?.seq)
  const sought = ref(false)
  const above = computed(() => isReadHere.value || sought.value ? 0 : props.lastSeq - props.newAfter)
  const leftAt = ref(props.lastSeq)
  const below = computed(() => atEnd.value ? 0 : Math.max(0, props.lastSeq - leftAt.value))

  function seen() {
    if (atEnd.value) leftAt.value = props.lastSeq
  }

  // At the end everything that was drawn was there to be seen.
  onUpdated(seen)
  watch(atEnd, seen, { immediate: true })

  return {
    first,
    firstUnread,
    divider: computed(() => isReadHere.value ? firstUnread.value : undefined),
    above,
    below,
    /** Somebody jumps there: the count is no longer needed. */
    seekUnread: () => void (sought.value = true),
  }
}
