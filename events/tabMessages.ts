import { useSessionStore } from '~/stores/account/session'
import type { TabMessage } from '~/stores/connection/tabs'
import { useOutboxAnswersStore } from '~/stores/sync/answers'
import { useDeliveryStore } from '~/stores/outbox/delivery'
import { useOutboxStore } from '~/stores/outbox/outbox'

type Handlers = { [T in TabMessage['type']]: (message: Extract<TabMessage, { type: T }>) => void }

/** What a message of another tab does to the stores of this one; only one of the same person counts. */
export function createTabMessageHandler(): (message: TabMessage) => void {
  const answers = useOutboxAnswersStore()
  const delivery = useDeliveryStore()
  const outbox = useOutboxStore()
  const session = useSessionStore()
  const mine = (userId: number) => session.user?.id === userId

  const handlers = {
    'outbox.changed': ({ userId }) => {
      if (mine(userId)) void outbox.refresh()
    },
    'message.stored': ({ message }) => {
      if (mine(message.authorId)) answers.storedElsewhere(message)
    },
    'message.waits': ({ userId, clientId, code }) => {
      if (mine(userId)) outbox.waits(clientId, code)
    },
    'room.paused': ({ userId, roomId, ms }) => {
      if (mine(userId)) delivery.pause(roomId, ms)
    },
    // Somebody else logged in here: the cookie of this browser is not ours any more.
    'session.is': ({ userId }) => {
      if (session.user && !mine(userId)) void session.ended()
    },
    'session.ended': ({ userId }) => {
      if (mine(userId)) void session.ended()
    },
  } satisfies Handlers

  // A tab with a newer build may say what this one does not know; that is ignored.
  return message => (handlers[message.type] as ((message: TabMessage) => void) | undefined)?.(message)
}
