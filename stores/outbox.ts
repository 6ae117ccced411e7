import type { EventOf, Message } from '#shared/protocol'
import type { ApiErrorCode } from '~/utils/api'

/** A message on its way. It is `sent` once the server has stored it and leaves the outbox when it shows in the room's list. */
export interface OutgoingMessage {
  clientId: string
  roomId: number
  authorId: number
  body: string
  replyTo?: number
  createdAt: string
  state: 'queued' | 'sent' | 'failed'
  code?: ApiErrorCode
}

const passing: ApiErrorCode[] = ['offline', 'busy', 'unavailable', 'rate_limited', 'internal']
const answerWithinMs = 15_000
const waitSeconds = 2

/**
 * Messages that are not yet in their room. Each room sends one at a time: a passing failure can then never
 * let a later message overtake an earlier one.
 */
export const useOutboxStore = defineStore('outbox', () => {
  const api = useApi()
  const messages = useMessagesStore()
  const rooms = useRoomsStore()
  const session = useSessionStore()
  const socket = useSocketStore()
  const entries = ref<OutgoingMessage[]>([])
  /** The timer after which the room's message in flight is tried again. */
  const flights = new Map<number, ReturnType<typeof setTimeout>>()

  const of = (clientId?: string) => entries.value.find(entry => entry.clientId === clientId)

  function add(roomId: number, body: string, replyTo?: number) {
    const authorId = session.user?.id
    if (!authorId) return
    entries.value.push({ clientId: randomUuid(), roomId, authorId, body, replyTo, createdAt: new Date().toISOString(), state: 'queued' })
    pump(roomId)
  }

  function pump(roomId: number) {
    if (flights.has(roomId)) return
    const entry = entries.value.find(waiting => waiting.roomId === roomId && waiting.state === 'queued')
    if (!entry) return
    wait(roomId, answerWithinMs)
    const { clientId, body, replyTo } = entry
    if (!socket.send({ type: 'message.send', clientId, roomId, body, replyTo })) void post(entry)
  }

  async function post({ roomId, clientId, body, replyTo }: OutgoingMessage) {
    try {
      const { message } = await api.post<{ message: Message }>(`/api/rooms/${roomId}/messages`, { clientId, body, replyTo })
      stored(message)
    }
    catch (error) {
      failed(clientId, error instanceof ApiError ? error.code : 'internal', error instanceof ApiError ? error.retryAfter : undefined)
    }
  }

  function wait(roomId: number, ms: number) {
    clearTimeout(flights.get(roomId))
    flights.set(roomId, setTimeout(advance, ms, roomId))
  }

  function advance(roomId: number) {
    clearTimeout(flights.get(roomId))
    flights.delete(roomId)
    pump(roomId)
  }

  function stored(message: Message) {
    const entry = of(message.clientId)
    if (entry?.state === 'queued') socket.ownStored()
    if (entry) entry.state = 'sent'
    rooms.receiveMessage(message, true)
    messages.receive(message)
    advance(message.roomId)
  }

  function acked({ clientId, roomId, seq, createdAt }: EventOf<'message.acked'>) {
    const entry = of(clientId)
    if (!entry) return
    const { authorId, body, replyTo } = entry
    stored({ roomId, seq, authorId, clientId, body, replyTo, createdAt })
  }

  function failed(clientId: string, code: ApiErrorCode, retryAfter = waitSeconds) {
    const entry = of(clientId)
    if (!entry || entry.state !== 'queued') return
    if (code === 'unauthenticated') return void session.ended()
    if (passing.includes(code)) return wait(entry.roomId, retryAfter * 1000)
    entry.state = 'failed'
    entry.code = code
    advance(entry.roomId)
  }

  function retry(clientId: string) {
    const entry = of(clientId)
    if (!entry) return
    entry.state = 'queued'
    entry.code = undefined
    pump(entry.roomId)
  }

  function discard(clientId: string) {
    entries.value = entries.value.filter(entry => entry.clientId !== clientId)
  }

  /** These are in their room's list now. */
  function settle(clientIds: string[]) {
    const settled = new Set(clientIds)
    const here = entries.value.filter(entry => settled.has(entry.clientId))
    if (!here.length) return
    here.filter(entry => entry.state === 'queued').forEach(socket.ownStored)
    entries.value = entries.value.filter(entry => !here.includes(entry))
  }

  /** A new line is open: everything that waits goes out again, in order and under its old client id. */
  function resume() {
    for (const roomId of new Set(entries.value.map(entry => entry.roomId))) advance(roomId)
  }

  return { entries, add, acked, failed, retry, discard, settle, resume }
})
