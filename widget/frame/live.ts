import { ref } from 'vue'
import type { ClientCommand } from '#shared/protocol/command'
import type { ServerEvent } from '#shared/protocol/event'
import type { Api } from '~/utils/api'
import { ApiError, isCode } from '~/utils/api'
import { Connection } from '~/utils/connection'

const pollEveryMs = { seen: 4_000, unseen: 30_000 }

interface LivePort {
  api: Api
  receive: (event: ServerEvent) => void
  /** Asks for what there is; after each connection, and again and again while there is none. */
  refresh: () => Promise<void>
  ended: () => void
  seen: () => boolean
}

/** News of the customer's cases: by a socket, and by asking where a network lets none through. */
export class Live {
  /** `waiting` is neither: not even an answer comes. */
  readonly state = ref<'live' | 'polling' | 'waiting'>('polling')
  readonly #port: LivePort
  #connection: Connection | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #again: ReturnType<typeof setTimeout> | undefined

  constructor(port: LivePort) {
    this.#port = port
  }

  start() {
    if (this.#connection) return
    this.#connection = new Connection({
      receive: events => events.forEach(event => this.#receive(event)),
      lost: () => this.#lost(),
      doubted: () => {},
      heard: () => {},
      ended: () => this.#port.ended(),
    }, () => this.#ticket())
    this.#connection.start()
    this.#pollLater()
  }

  stop() {
    this.#connection?.stop()
    this.#connection = undefined
    clearTimeout(this.#timer)
    clearTimeout(this.#again)
    this.state.value = 'polling'
  }

  send(command: ClientCommand): boolean {
    return this.state.value === 'live' && this.#connection?.send(command) === true
  }

  /** Somebody looks: news are asked for more often. */
  hurry() {
    if (this.#connection && this.state.value !== 'live') this.#pollLater(0)
  }

  #receive(event: ServerEvent) {
    if (event.type === 'ready') {
      this.#connection?.settled()
      clearTimeout(this.#timer)
      this.state.value = 'live'
      void this.#refresh()
    }
    this.#port.receive(event)
  }

  #lost() {
    if (this.state.value !== 'live') return
    this.state.value = 'waiting'
    this.#pollLater()
  }

  #pollLater(ms = this.#port.seen() ? pollEveryMs.seen : pollEveryMs.unseen) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(async () => {
      await this.#refresh()
      if (this.#connection && this.state.value !== 'live') this.#pollLater()
    }, ms)
  }

  async #refresh() {
    clearTimeout(this.#again)
    try {
      await this.#port.refresh()
      if (this.state.value === 'waiting') this.state.value = 'polling'
    }
    catch (error) {
      if (isCode(error, 'unauthenticated', 'forbidden')) this.#port.ended()
      else if (!(error instanceof ApiError)) throw error
      else if (this.state.value === 'polling') this.state.value = 'waiting'
      else if (this.state.value === 'live') this.#again = setTimeout(() => void this.#refresh(), pollEveryMs.seen)
    }
  }

  async #ticket(): Promise<string> {
    try {
      return (await this.#port.api.post<{ ticket: string }>('/api/socket-tickets', {})).ticket
    }
    catch (error) {
      if (isCode(error, 'unauthenticated', 'forbidden')) this.#port.ended()
      throw error
    }
  }
}
