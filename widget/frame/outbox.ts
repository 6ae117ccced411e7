import { shallowRef } from 'vue'
import type { Message } from '#shared/protocol/message'
import type { Api } from '~/utils/api'
import { ApiError, isTemporary } from '~/utils/api'
import { retryAfterMs } from '~/utils/backoff'
import type { Outcome } from '~/utils/roomSender'
import { RoomSender } from '~/utils/roomSender'
import { withTabLock } from '~/utils/tabLock'
import { randomUuid } from '~/utils/uuid'
import type { Keeper } from './keeper'

/** A message that the server has not stored yet, as far as is known here. */
export interface Unsent {
  clientId: string
  roomId: number
  body: string
  createdAt: string
  state: 'queued' | 'failed'
  /** Why it failed, or still waits. */
  code?: string
}

const prefix = 'unsent:'

interface OutboxPort {
  api: Api
  keeper: () => Keeper
  stored: (message: Message) => void
  /** The token is no good any more. */
  ended: () => void
}

/**
 * Kept until the server has stored it: through a reload, a lost connection and a lost answer. The client id makes each
 * retry free, in whichever tab.
 */
export class Outbox {
  readonly messages = shallowRef<Unsent[]>([])
  readonly #port: OutboxPort
  readonly #senders = new Map<number, RoomSender<Unsent>>()

  constructor(port: OutboxPort) {
    this.#port = port
  }

  /** What an earlier page has left; sent at once. */
  load() {
    this.messages.value = this.#kept()
    for (const roomId of new Set(this.messages.value.map(one => one.roomId))) this.#sender(roomId).wake()
  }

  add(roomId: number, body: string) {
    const createdAt = new Date().toISOString()
    this.#put({ clientId: randomUuid(), roomId, body, createdAt, state: 'queued' })
    this.#sender(roomId).wake()
  }

  /** There is a connection again. */
  hurry() {
    for (const { roomId } of this.messages.value) this.#sender(roomId).hurry()
  }

  retry({ code: _, ...message }: Unsent) {
    this.#put({ ...message, state: 'queued' })
    this.#sender(message.roomId).hurry()
  }

  remove(clientId: string) {
    if (!this.messages.value.some(one => one.clientId === clientId)) return
    this.messages.value = this.messages.value.filter(one => one.clientId !== clientId)
    this.#port.keeper().set(prefix + clientId, null)
  }

  /** Somebody else is here; what is kept is kept. */
  forget() {
    this.messages.value = []
  }

  #put(message: Unsent) {
    const others = this.messages.value.filter(one => one.clientId !== message.clientId)
    this.messages.value = [...others, message].sort((one, other) => one.createdAt.localeCompare(other.createdAt))
    this.#port.keeper().set(prefix + message.clientId, JSON.stringify(message))
  }

  #sender(roomId: number): RoomSender<Unsent> {
    const known = this.#senders.get(roomId)
    if (known) return known
    const sender = new RoomSender<Unsent>({
      // As it is kept now: another tab may have sent it.
      next: () => Promise.resolve(this.#kept().find(one => one.roomId === roomId && one.state === 'queued')),
      deliver: message => this.#deliver(message),
      withLock: work => withTabLock(`plaza-widget-${roomId}`, work),
      paused: () => {},
    })
    this.#senders.set(roomId, sender)
    return sender
  }

  async #deliver(message: Unsent): Promise<Outcome> {
    const { clientId, roomId, body } = message
    try {
      const { message: stored } = await this.#port.api
        .post<{ message: Message }>(`/api/rooms/${roomId}/messages`, { clientId, body })
      this.#port.stored(stored)
      this.remove(clientId)
    }
    catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { code, retryAfter } = error
      if (isTemporary(code)) {
        this.#note({ ...message, code })
        return { kind: 'later', ...(retryAfter !== undefined && { afterMs: retryAfterMs(retryAfter) }) }
      }
      this.#put({ ...message, state: 'failed', code: error.reason })
      if (code === 'unauthenticated' || code === 'forbidden') this.#port.ended()
    }
    return { kind: 'done' }
  }

  /** Why it still waits; not worth keeping. */
  #note(message: Unsent) {
    this.messages.value = this.messages.value.map(one => one.clientId === message.clientId ? message : one)
  }

  #kept(): Unsent[] {
    const read = this.#port.keeper().all(prefix).flatMap(([, value]): Unsent[] => {
      try {
        const message = JSON.parse(value) as Unsent
        return message.clientId && message.roomId && message.body ? [message] : []
      }
      catch {
        return []
      }
    })
    return read.sort((one, other) => one.createdAt.localeCompare(other.createdAt))
  }
}
