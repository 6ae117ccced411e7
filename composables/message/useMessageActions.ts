/** The message that an action is about. */
export interface ActionTarget {
  seq: number
  body: string
  authorId: number
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
  /** It has a button of its own beside the message; the others are in its menu. */
  beside?: boolean
  /** The menu opens by a script, so this one stands beside the message where there is none. */
  unscripted?: boolean
  /** Its shortcut while the message has the focus (`useShortcuts`). */
  key?: string
  /** It takes something away. */
  grave?: boolean
}

/** An action with its texts. */
export type LabelledAction = MessageAction & { label: string, spokenLabel?: string }

interface ProvidedActions {
  all: Readonly<Ref<LabelledAction[]>>
  /** What the button of the menu is called. */
  more: Readonly<Ref<string>>
  /** Undoes a deletion. */
  undo: (seq: number) => Promise<void>
  /** Of a message that was not sent. */
  retry: (clientId: string) => unknown
  discard: (clientId: string) => unknown
}

const messageActionsKey: InjectionKey<ProvidedActions> = Symbol('message actions')

/**
 * Everything that can be done with a message of this room, shown by `MessageActions.vue` and `MessageMenu.vue`, in
 * this order. A new action is one entry here, its text in `i18n/` and its sign in the menu; translated once for the
 * whole list. `only` names those that make sense where the room is shown.
 */
export function provideMessageActions(
  roomId: number, isModerator: () => boolean, only?: readonly string[],
): ProvidedActions {
  const { t } = useI18n()
  const outbox = useOutboxStore()
  const { reply, copy, unread, rewrite, remove, undo } = useMessageWork(roomId)

  const actions: MessageAction[] = [
    { id: 'reply', beside: true, key: 'R', form: { id: 'message-reply', name: 'reply' }, run: reply },
    { id: 'copyText', beside: true, key: 'C', run: ({ body }) => copy(body) },
    { id: 'copyLink', run: ({ seq }) => copy(new URL(permalinkOf(roomId, seq), location.href).href) },
    { id: 'unread', run: unread },
    { id: 'profile', allowed: ({ own }) => !own, href: ({ authorId }) => personPath(roomId, authorId) },
    { id: 'report', unscripted: true, allowed: ({ own }) => !own, href: ({ seq }) => reportOf(roomId, seq) },
    { id: 'rewrite', spoken: 'rewriteLabel', allowed: ({ own }) => own, run: rewrite },
    {
      id: 'remove',
      unscripted: true,
      grave: true,
      spoken: 'removeLabel',
      allowed: ({ own }) => own || isModerator(),
      form: { id: 'message-deletion', name: 'seq' },
      run: remove,
    },
  ]
  const offered = actions.filter(({ id }) => !only || only.includes(id))
  const all = computed(() => offered.map((action): LabelledAction => ({
    ...action,
    label: t(`message.${action.id}`),
    spokenLabel: action.spoken && t(`message.${action.spoken}`),
  })))

  const more = computed(() => t('message.more'))
  const provided = { all, more, undo, retry: outbox.retry, discard: outbox.discard }
  provide(messageActionsKey, provided)
  return provided
}

const reportOf = (roomId: number, seq: number) => `/report?room=${roomId}&seq=${seq}`

/** What can be done with the messages of the room around. */
export function useMessageActions(): ProvidedActions {
  const actions = inject(messageActionsKey)
  if (!actions) throw new Error('a message outside of a room')
  return actions
}
