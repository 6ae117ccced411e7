import { closeCodes } from '#shared/protocol/event'
import type { ClientCommand } from '#shared/protocol/command'
import type { ServerEvent } from '#shared/protocol/event'

export interface ConnectionListener {
  receive: (events: ServerEvent[]) => void
  lost: () => void
  /** The connection may be dead: it was asked, and has not answered yet. `heard` says that it has. */
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
  /** The ping that has no answer yet, and how long the connection may be silent until it has. */
  #probing: { id: number, withinMs: number } | undefined
  #pings = 0
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
    socket.onopen = () => this.#alive(socket)
    socket.onclose = ({ code }) => this.#closed(socket, code)
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return
      const events = JSON.parse(String(data)) as ServerEvent[]
      if (events.some(event => event.type === 'pong' && event.id === this.#probing?.id)) this.#answered()
      this.#alive(socket)
      this.#listener.receive(events)
    }
  }

  #answered() {
    if (this.#probing) this.#listener.heard()
    this.#probing = undefined
  }

  /**
   * Only a silent connection is asked. One that was asked may bring what was on its way already: that gives it more
   * time, but proves nothing.
   */
  #alive(socket: WebSocket) {
    clearTimeout(this.#deadline)
    if (this.#probing) this.#deadline = setTimeout(() => this.#drop(socket), this.#probing.withinMs)
    clearTimeout(this.#pingTimer)
    this.#pingTimer = setTimeout(() => this.#probe(pongWithinMs), pingEveryMs)
  }

  #probe(withinMs: number) {
    const socket = this.#socket
    const id = this.#pings + 1
    if (!socket || !this.send({ type: 'ping', id })) return
    this.#pings = id
    if (!this.#probing) this.#listener.doubted()
    this.#probing = { id, withinMs }
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
    this.#probing = undefined
    return socket
  }
}
