import type { Message } from '#shared/protocol/message'
import { useSessionStore } from '~/stores/account/session'
import { useSocketStore } from '~/stores/connection/socket'
import { useTabsStore } from '~/stores/connection/tabs'
import type { ApiErrorCode } from '~/utils/api'
import type { OutgoingMessage } from '~/utils/outgoing'
import type { Outcome } from '~/utils/roomSender'
import { RoomSender } from '~/utils/roomSender'
import { withTabLock } from '~/utils/tabLock'

/** What delivery does not know itself: what is next, and what an answer means. */
export interface DeliveryPort {
  next: (roomId: number) => Promise<OutgoingMessage | undefined>
  stored: (message: Message) => void
  failed: (clientId: string, code: ApiErrorCode, retryAfter?: number) => void
}

interface InFlight {
  /** The connection it went out over; none when it went over HTTP, which answers for itself. */
  connection?: number
  settle: (outcome: Outcome) => void
}

const answerWithinMs = 15_000

/**
 * Carries messages to the server: over the socket when it is there, over HTTP otherwise, again until they are
 * answered.
 */
export const useDeliveryStore = defineStore('delivery', () => {
  const api = useApi()
  const session = useSessionStore()
  const socket = useSocketStore()
  const tabs = useTabsStore()
  const senders = new Map<number, RoomSender<OutgoingMessage>>()
  const inFlight = new Map<string, InFlight>()
  let port: DeliveryPort | undefined

  function connect(next: DeliveryPort) {
    port = next
  }

  function connected(): DeliveryPort {
    if (!port) throw new Error('delivery is not connected to the outbox')
    return port
  }

  function senderOf(roomId: number): RoomSender<OutgoingMessage> | undefined {
    const userId = session.user?.id
    const known = senders.get(roomId)
    if (known || !userId) return known
    const sender = new RoomSender<OutgoingMessage>({
      next: () => connected().next(roomId),
      deliver,
      withLock: work => withTabLock(`plaza-outbox:${userId}:${roomId}`, work),
      paused: ms => tabs.post({ type: 'room.paused', userId, roomId, ms }),
    })
    senders.set(roomId, sender)
    return sender
  }

  function deliver({ clientId, roomId, body, replyTo }: OutgoingMessage): Promise<Outcome> {
    return new Promise((resolve) => {
      const command = { clientId, body, replyTo }
      const onSocket = socket.send({ type: 'message.send', roomId, ...command })
      const timer = setTimeout(() => connected().failed(clientId, 'offline'), answerWithinMs)
      inFlight.set(clientId, {
        connection: onSocket ? socket.currentConnection() : undefined,
        settle(outcome) {
          clearTimeout(timer)
          inFlight.delete(clientId)
          resolve(outcome)
        },
      })
      if (!onSocket) void post(roomId, command)
    })
  }

  async function post(roomId: number, command: { clientId: string, body: string, replyTo?: number }) {
    try {
      const { message } = await api.post<{ message: Message }>(`/api/rooms/${roomId}/messages`, command)
      connected().stored(message)
    }
    catch (error) {
      const { code, retryAfter } = error instanceof ApiError ? error : new ApiError('internal')
      connected().failed(command.clientId, code, retryAfter)
    }
  }

  /** The attempt with this message is over; without an outcome nothing more is to be done about it. */
  function settle(clientId: string, outcome: Outcome = { kind: 'done' }) {
    inFlight.get(clientId)?.settle(outcome)
  }

  const wake = (roomId: number) => senderOf(roomId)?.wake()
  const pause = (roomId: number, ms: number) => senderOf(roomId)?.pause(ms)

  /**
   * The server can be reached: nobody waits any longer, and what went out over a connection that is gone goes out
   * again.
   */
  function resume(roomIds: number[]) {
    for (const { connection, settle } of inFlight.values()) {
      if (connection !== undefined && connection !== socket.currentConnection()) settle({ kind: 'later', afterMs: 0 })
    }
    for (const roomId of roomIds) senderOf(roomId)?.hurry()
  }

  function stop() {
    senders.forEach(sender => sender.stop())
    senders.clear()
    inFlight.forEach(({ settle }) => settle({ kind: 'done' }))
  }

  return { connect, settle, wake, pause, resume, stop }
})
