import { closeCodes } from '#shared/protocol/event'
import type { ClientCommand } from '#shared/protocol/command'
import type { ServerEvent } from '#shared/protocol/event'

export interface ConnectionListener {
  receive: (events: ServerEvent[]) => void
  lost: () => void
  /** The connection may be dead: it was asked, and no frame has come since. `heard` says that it is not. */
  doubted: () => void
  heard: () => void
  ended: () => void
}

const backoff = { baseMs: 500, capMs: 10_000 }
const openWithinMs = 10_000
const pingEveryMs = 20_000
const pongWithinMs = 10_000
const probeWithinMs = 3_000

type Timer = ReturnType<typeof setTimeout>

/**
 * One WebSocket that comes back by itself: capped exponential backoff with full jitter
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), at once when the network or the tab
 * returns.
 */
export class Connection {
  #socket: WebSocket | null = null
  #attempt = 0
  #retryTimer: Timer | undefined
  #pingTimer: Timer | undefined
  #deadline: Timer | undefined
  #doubted = false
  #asked: Promise<string> | undefined
  readonly #listener: ConnectionListener
  readonly #ticket: (() => Promise<string>) | undefined

  /** `ticket`: for who has no cookie; asked for before each socket, as one opens one. */
  constructor(listener: ConnectionListener, ticket?: () => Promise<string>) {
    this.#listener = listener
    this.#ticket = ticket
  }

  start() {
    window.addEventListener('online', this.#hurry)
    window.addEventListener('offline', this.#hurry)
    window.addEventListener('pageshow', this.#hurry)
    document.addEventListener('visibilitychange', this.#hurry)
    this.#open()
  }

  stop() {
    window.removeEventListener('online', this.#hurry)
    window.removeEventListener('offline', this.#hurry)
    window.removeEventListener('pageshow', this.#hurry)
    document.removeEventListener('visibilitychange', this.#hurry)
    this.#forget()?.close()
  }

  /** False when there is no open socket; true says nothing about delivery. */
  send(command: ClientCommand): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(command))
    return true
  }

  /** The server greeted us: the next loss starts with a short wait again. */
  settled() {
    this.#attempt = 0
  }

  #open() {
    if (!this.#ticket) return this.#dial()
    const asked = this.#ticket()
    this.#asked = asked
    const settle = (next: () => void) => {
      if (asked !== this.#asked) return
      this.#asked = undefined
      next()
    }
    asked.then(
      ticket => settle(() => this.#dial(ticket)),
      () => settle(() => this.#lose()),
    )
  }

  #dial(ticket?: string) {
    const address = new URL('/ws', location.href)
    if (ticket) address.searchParams.set('ticket', ticket)
    address.protocol = address.protocol.replace('http', 'ws')
    const socket = new WebSocket(address)
    this.#socket = socket
    this.#deadline = setTimeout(() => this.#drop(socket), openWithinMs)
    socket.onopen = () => this.#alive()
    socket.onclose = ({ code }) => this.#closed(socket, code)
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return
      this.#alive()
      this.#listener.receive(JSON.parse(String(data)) as ServerEvent[])
    }
  }

  /** Any frame proves that the connection is alive, so only a silent one is asked. */
  #alive() {
    clearTimeout(this.#deadline)
    if (this.#doubted) this.#listener.heard()
    this.#doubted = false
    clearTimeout(this.#pingTimer)
    this.#pingTimer = setTimeout(() => this.#probe(pongWithinMs), pingEveryMs)
  }

  #probe(withinMs: number) {
    const socket = this.#socket
    if (!socket || !this.send({ type: 'ping' })) return
    if (!this.#doubted) this.#listener.doubted()
    this.#doubted = true
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => this.#drop(socket), withinMs)
  }

  readonly #hurry = () => {
    if (this.#socket) this.#probe(probeWithinMs)
    else if (!this.#asked && document.visibilityState === 'visible' && navigator.onLine) this.#reopen()
  }

  #reopen() {
    clearTimeout(this.#retryTimer)
    this.#attempt++
    this.#open()
  }

  /** A socket without a network may take minutes to close, so nobody waits for its close event. */
  #drop(socket: WebSocket) {
    socket.close()
    this.#closed(socket, 1006)
  }

  #closed(socket: WebSocket, code: number) {
    if (socket !== this.#socket) return
    this.#forget()
    if (code === closeCodes.sessionEnded) return this.#listener.ended()
    this.#lose()
  }

  #lose() {
    this.#listener.lost()
    const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** this.#attempt)
    this.#retryTimer = setTimeout(() => this.#reopen(), Math.random() * ceiling)
  }

  #forget(): WebSocket | null {
    const socket = this.#socket
    this.#socket = null
    this.#asked = undefined
    clearTimeout(this.#retryTimer)
    clearTimeout(this.#pingTimer)
    clearTimeout(this.#deadline)
    this.#doubted = false
    return socket
  }
}
