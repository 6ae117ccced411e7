import type { Message } from '#shared/protocol'
import type { ApiErrorCode } from '~/utils/api'
import type { OutgoingMessage } from '~/utils/outgoing'
import type { Outcome } from '~/utils/roomSender'
import { RoomSender } from '~/utils/roomSender'
import { takeTurn } from '~/utils/turn'

interface Flight {
  /** The line it went out over; none when it went over HTTP, which answers for itself. */
  line?: number
  land: (outcome: Outcome) => void
}

const answerWithinMs = 15_000

/** Carries the outbox to the server: over the socket when it is there, over HTTP otherwise, again until it is answered. */
export const useDeliveryStore = defineStore('delivery', () => {
  const api = useApi()
  const outbox = useOutboxStore()
  const session = useSessionStore()
  const socket = useSocketStore()
  const tabs = useTabsStore()
  const senders = new Map<number, RoomSender<OutgoingMessage>>()
  const flights = new Map<string, Flight>()

  function senderOf(roomId: number): RoomSender<OutgoingMessage> | undefined {
    const userId = session.user?.id
    const known = senders.get(roomId)
    if (known || !userId) return known
    const sender = new RoomSender<OutgoingMessage>({
      next: () => outbox.next(roomId),
      deliver,
      turn: work => takeTurn(`plaza-outbox:${userId}:${roomId}`, work),
      paused: ms => tabs.tell({ type: 'room.paused', userId, roomId, ms }),
    })
    senders.set(roomId, sender)
    return sender
  }

  function deliver({ clientId, roomId, body, replyTo }: OutgoingMessage): Promise<Outcome> {
    return new Promise((resolve) => {
      const command = { clientId, body, replyTo }
      const onSocket = socket.send({ type: 'message.send', roomId, ...command })
      const timer = setTimeout(() => outbox.failed(clientId, 'offline'), answerWithinMs)
      flights.set(clientId, {
        line: onSocket ? socket.currentLine() : undefined,
        land(outcome) {
          clearTimeout(timer)
          flights.delete(clientId)
          resolve(outcome)
        },
      })
      if (!onSocket) void post(roomId, command)
    })
  }

  async function post(roomId: number, command: { clientId: string, body: string, replyTo?: number }) {
    try {
      const { message } = await api.post<{ message: Message }>(`/api/rooms/${roomId}/messages`, command)
      outbox.stored(message)
    }
    catch (error) {
      const { code, retryAfter } = error instanceof ApiError ? error : { code: 'internal' as ApiErrorCode, retryAfter: undefined }
      outbox.failed(command.clientId, code, retryAfter)
    }
  }

  function land(clientId: string, outcome: Outcome = { kind: 'done' }) {
    flights.get(clientId)?.land(outcome)
  }

  const wake = (roomId: number) => senderOf(roomId)?.wake()
  const pause = (roomId: number, ms: number) => senderOf(roomId)?.pause(ms)

  /** The way is free: nobody waits any longer, and what went out over a line that is gone goes out again. */
  function resume(roomIds: number[]) {
    for (const { line, land } of flights.values()) if (line !== undefined && line !== socket.currentLine()) land({ kind: 'later', afterMs: 0 })
    for (const roomId of roomIds) senderOf(roomId)?.hurry()
  }

  function stop() {
    senders.forEach(sender => sender.stop())
    senders.clear()
    flights.forEach(({ land }) => land({ kind: 'done' }))
  }

  return { land, wake, pause, resume, stop }
})
