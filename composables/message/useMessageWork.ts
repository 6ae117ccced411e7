import type { ActionTarget } from '~/composables/message/useMessageActions'

/** What the actions of a message do. A text that one answers says what came of it. */
export function useMessageWork(roomId: number) {
  const { t } = useI18n()
  const { causeText } = useErrorText()
  const deletions = useDeletionsStore()
  const drafts = useDraftsStore()
  const messages = useMessagesStore()
  const reading = useReadingStore()

  const reply = ({ seq }: ActionTarget) => drafts.reply(roomId, seq)
  const remove = ({ seq }: ActionTarget) => deletions.add(roomId, seq)
  const copy = async (text: string) => t(await copyText(text) ? 'message.copied' : 'message.notCopied')

  async function unread({ seq }: ActionTarget) {
    const failure = await failureOf(reading.unread(roomId, seq))
    return failure ? causeText(failure) : t('message.markedUnread')
  }

  /** A message never changes: it is deleted, and its text is a draft again, before what is being written. */
  function rewrite({ seq, body }: ActionTarget) {
    const { body: written, replyTo = messages.find(roomId, seq)?.replyTo } = drafts.of(roomId)
    deletions.add(roomId, seq)
    drafts.write(roomId, written ? `${body}\n${written}` : body)
    if (replyTo) drafts.reply(roomId, replyTo)
    focusComposer()
  }

  /** Undoes a deletion; the keyboard stays at the message. */
  async function undo(seq: number) {
    deletions.undo(roomId, seq)
    await nextTick()
    document.getElementById(`message-${seq}`)?.focus({ preventScroll: true })
  }

  return { reply, remove, copy, unread, rewrite, undo }
}
