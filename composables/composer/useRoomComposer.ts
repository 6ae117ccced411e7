/** What is written into a room: the draft that this browser keeps, what it answers, and how it is sent. */
export function useRoomComposer(roomId: number) {
  const { userName } = useNames()
  const drafts = useDraftsStore()
  const messages = useMessagesStore()
  const outbox = useOutboxStore()
  const typing = useTypingStore()
  const announcesTyping = useFeature('typing')
  const clientId = useState('composer-client-id', randomUuid)
  const { sendKey } = useSendKey()
  const mutedUntil = useMute()

  const draft = computed(() => drafts.of(roomId))
  const reply = computed(() => {
    const seq = draft.value.replyTo
    const message = seq ? messages.find(roomId, seq) : undefined
    return seq ? { seq, author: message && userName(message.authorId), body: message?.body } : undefined
  })

  function announce(body: string) {
    if (body && announcesTyping.value) typing.announce(roomId)
  }

  function send(body: string) {
    const message = drafts.take(roomId, body)
    void outbox.add(roomId, message).then(() => drafts.taken(roomId, message.clientId))
    typing.finished(roomId)
  }

  return { clientId, sendKey, mutedUntil, draft, reply, announce, send }
}
