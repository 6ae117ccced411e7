import type { EventOf } from '#shared/protocol/event'
import type { Message } from '#shared/protocol/message'
import { useSessionStore } from '~/stores/account/session'
import { useTabsStore } from '~/stores/connection/tabs'
import { useDraftsStore } from '~/stores/outbox/drafts'
import { useHistoryStore } from '~/stores/sync/history'
import { useDeliveryStore } from '~/stores/outbox/delivery'
import { useOutboxEntriesStore } from '~/stores/outbox/entries'
import { useOutboxStore } from '~/stores/outbox/outbox'
import { isTemporary } from '~/utils/api'
import type { ApiErrorCode } from '~/utils/api'
import { retryAfterMs } from '~/utils/backoff'

/**
 * What the server answers to a message that was sent, and what follows from it for the outbox, the room and the other
 * tabs.
 */
export const useOutboxAnswersStore = defineStore('outboxAnswers', () => {
  const delivery = useDeliveryStore()
  const drafts = useDraftsStore()
  const history = useHistoryStore()
  const list = useOutboxEntriesStore()
  const outbox = useOutboxStore()
  const session = useSessionStore()
  const tabs = useTabsStore()

  delivery.connect({ next: outbox.next, stored, failed })

  function acked({ clientId, roomId, seq, createdAt }: EventOf<'message.acked'>) {
    const entry = list.of(clientId)
    if (!entry) return delivery.settle(clientId)
    const { authorId, body, replyTo } = entry
    stored({ roomId, seq, authorId, clientId, body, replyTo, createdAt })
  }

  function stored(message: Message) {
    list.markStored(message.clientId)
    history.receive(message)
    tabs.post({ type: 'message.stored', message })
    void list.release([message.clientId])
  }

  /** Another tab heard that the server has it. */
  function storedElsewhere(message: Message) {
    list.markStored(message.clientId)
    history.receive(message)
    drafts.taken(message.roomId, message.clientId)
    delivery.settle(message.clientId)
  }

  function failed(clientId: string, code: ApiErrorCode, retryAfter?: number) {
    const entry = list.of(clientId)
    if (!entry || entry.state !== 'queued') return delivery.settle(clientId)
    if (code === 'unauthenticated') return void session.ended()
    entry.code = code
    if (!isTemporary(code)) {
      entry.state = 'failed'
      return void list.update(entry)
    }
    tabs.post({ type: 'message.waits', userId: entry.authorId, clientId, code })
    const afterMs = retryAfter === undefined ? undefined : retryAfterMs(retryAfter)
    delivery.settle(clientId, { kind: 'later', afterMs })
  }

  return { acked, storedElsewhere, failed }
})
