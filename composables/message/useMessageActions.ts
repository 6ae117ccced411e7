/** The message that an action is about. */
export interface ActionTarget {
  seq: number
  body: string
  /** The reader is its author. */
  own: boolean
}

interface MessageAction {
  /** Also the name of its text: `message.<id>`. */
  id: string
  /** The name of the text for screen readers, where the other one says too little. */
  spoken?: string
  allowed?: (message: ActionTarget) => boolean
  /** Without a script its button submits this form of the list, with the place of the message under this name. */
  form?: { id: string, name: string }
  /** It is a link. */
  href?: (message: ActionTarget) => string
  /** A text that it answers is shown in place of its own for a moment. */
  run?: (message: ActionTarget) => unknown
}

/** An action with its texts. */
export type LabelledAction = MessageAction & { label: string, spokenLabel?: string }

interface ProvidedActions {
  all: Readonly<Ref<LabelledAction[]>>
  /** Undoes a deletion. */
  undo: (seq: number) => Promise<void>
  /** Of a message that was not sent. */
  retry: (clientId: string) => unknown
  discard: (clientId: string) => unknown
}

const messageActionsKey: InjectionKey<ProvidedActions> = Symbol('message actions')

/**
 * Everything that can be done with a message of this room, shown by `MessageActions.vue`, which also says what came of
 * it. A new action is one entry here and its text in `i18n/`; translated once for the whole list. `only` names those
 * that make sense where the room is shown.
 */
export function provideMessageActions(
  roomId: number, isModerator: () => boolean, only?: readonly string[],
): ProvidedActions {
  const { t } = useI18n()
  const deletions = useDeletionsStore()
  const drafts = useDraftsStore()
  const messages = useMessagesStore()
  const outbox = useOutboxStore()
  const { causeText } = useErrorText()
  const reading = useReadingStore()

  async function unread(seq: number) {
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

  const copy = async (text: string) => t(await copyText(text) ? 'message.copied' : 'message.notCopied')

  const actions: MessageAction[] = [
    { id: 'reply', form: { id: 'message-reply', name: 'reply' }, run: ({ seq }) => drafts.reply(roomId, seq) },
    { id: 'copyText', run: ({ body }) => copy(body) },
    { id: 'copyLink', run: ({ seq }) => copy(new URL(permalinkOf(roomId, seq), location.href).href) },
    { id: 'unread', run: ({ seq }) => unread(seq) },
    { id: 'rewrite', spoken: 'rewriteLabel', allowed: ({ own }) => own, run: rewrite },
    {
      id: 'remove',
      spoken: 'removeLabel',
      allowed: ({ own }) => own || isModerator(),
      form: { id: 'message-deletion', name: 'seq' },
      run: ({ seq }) => deletions.add(roomId, seq),
    },
    { id: 'report', allowed: ({ own }) => !own, href: ({ seq }) => `/report?room=${roomId}&seq=${seq}` },
  ]
  const offered = actions.filter(({ id }) => !only || only.includes(id))
  const all = computed(() => offered.map((action): LabelledAction => ({
    ...action,
    label: t(`message.${action.id}`),
    spokenLabel: action.spoken && t(`message.${action.spoken}`),
  })))

  const undo = (seq: number) => undoDeletion(deletions, roomId, seq)
  const provided = { all, undo, retry: outbox.retry, discard: outbox.discard }
  provide(messageActionsKey, provided)
  return provided
}

async function undoDeletion(deletions: ReturnType<typeof useDeletionsStore>, roomId: number, seq: number) {
  deletions.undo(roomId, seq)
  await nextTick()
  document.getElementById(`message-${seq}`)?.focus({ preventScroll: true })
}

/** What can be done with the messages of the room around. */
export function useMessageActions(): ProvidedActions {
  const actions = inject(messageActionsKey)
  if (!actions) throw new Error('a message outside of a room')
  return actions
}
