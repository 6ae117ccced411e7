import type { Message } from '#shared/protocol'
import type { ApiErrorCode } from '~/utils/api'

/** What the tabs of one browser tell each other. */
export type TabNote
  = { type: 'outbox.changed', userId: number }
    | { type: 'message.stored', message: Message }
    | { type: 'message.waits', userId: number, clientId: string, code: ApiErrorCode }
    | { type: 'room.paused', userId: number, roomId: number, ms: number }
    | { type: 'session.is', userId: number }
    | { type: 'session.ended', userId: number }

type Handlers = { [T in TabNote['type']]: (note: Extract<TabNote, { type: T }>) => void }

/** The other tabs of this browser. Where they cannot be reached, each tab finds out for itself, a little later. */
export const useTabsStore = defineStore('tabs', () => {
  const delivery = useDeliveryStore()
  const outbox = useOutboxStore()
  const session = useSessionStore()
  let channel: BroadcastChannel | undefined

  const mine = (userId: number) => session.user?.id === userId

  const handlers = {
    'outbox.changed': ({ userId }) => {
      if (mine(userId)) void outbox.refresh()
    },
    'message.stored': ({ message }) => {
      if (mine(message.authorId)) outbox.storedElsewhere(message)
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

  function start() {
    try {
      channel ??= new BroadcastChannel('plaza')
      channel.onmessage = ({ data }: MessageEvent<TabNote>) => {
        const handler = handlers[data.type] as ((note: TabNote) => void) | undefined
        handler?.(data)
      }
    }
    catch {
      // A browser that forbids storage may forbid this too.
      channel = undefined
    }
  }

  function tell(note: TabNote) {
    channel?.postMessage(note)
  }

  return { start, tell }
})
