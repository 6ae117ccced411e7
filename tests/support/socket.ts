import type { Socket as TcpSocket } from 'node:net'
import { WebSocket } from 'ws'
import type { ClientCommand } from '../../shared/protocol/command.ts'
import type { EventOf, ServerEvent, ServerEventType } from '../../shared/protocol/event.ts'
import { within } from './until.ts'

type Match<T extends ServerEvent> = (event: ServerEvent) => event is T
interface Waiter {
  match: (event: ServerEvent) => boolean
  resolve: (event: ServerEvent) => void
}

const open = new Set<Socket>()

/** Ends what a test has left open, also one that failed: nobody else is to be counted with them. */
export async function closeSockets(): Promise<void> {
  await Promise.all([...open].map((socket) => {
    socket.ws.terminate()
    return socket.closed
  }))
}

/** One connection to `/ws` that remembers what it heard. */
export class Socket {
  /** Every event, in order, since the opening or the last `clear`. */
  received: ServerEvent[] = []
  /** Every frame as it came. */
  frames: string[] = []
  readonly opened: Promise<void>
  /** The status of an upgrade that was refused, or 101. */
  readonly status: Promise<number>
  readonly closed: Promise<{ code: number, reason: string, at: number }>
  readonly ws: WebSocket
  #waiters = new Set<Waiter>()
  #pings = 0

  constructor(url: string, options: { headers?: Record<string, string>, autoPong?: boolean } = {}) {
    this.ws = new WebSocket(url, { perMessageDeflate: false, ...options })
    this.opened = new Promise((resolve, reject) => {
      this.ws.once('open', () => resolve())
      this.ws.once('close', code => reject(new Error(`the socket closed with ${code} before it opened`)))
      this.ws.on('error', reject)
    })
    this.opened.catch(() => {})
    this.status = new Promise((resolve, reject) => {
      this.ws.once('open', () => resolve(101))
      this.ws.once('unexpected-response', (_, answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
        this.ws.terminate()
      })
      this.ws.once('close', code => reject(new Error(`closed with ${code}, no answer`)))
    })
    this.status.catch(() => {})
    this.closed = new Promise(resolve =>
      this.ws.once('close', (code, reason) => resolve({ code, reason: reason.toString(), at: performance.now() })),
    )
    open.add(this)
    this.ws.once('close', () => open.delete(this))
    this.ws.on('message', data => this.#receive(String(data)))
  }

  send(command: ClientCommand): void {
    this.ws.send(JSON.stringify(command))
  }

  sendRaw(data: string | Buffer, options: { binary: boolean } = { binary: false }): void {
    this.ws.send(data, options)
  }

  /** All frames that `write` sends leave in one packet. */
  inOnePacket(write: () => void): void {
    const tcp = this.tcp
    tcp.cork()
    write()
    tcp.uncork()
  }

  get tcp(): TcpSocket {
    return (this.ws as unknown as { _socket: TcpSocket })._socket
  }

  of<T extends ServerEventType>(type: T): EventOf<T>[] {
    return this.received.filter((event): event is EventOf<T> => event.type === type)
  }

  /** What was heard but answers to pings and who comes and goes, which may be told at any time. */
  get told(): ServerEvent[] {
    return this.received.filter(({ type }) => type !== 'pong' && type !== 'presence.changed')
  }

  clear(): void {
    this.received = []
    this.frames = []
  }

  /** The first event of `type` (that `match`es), heard already or within `timeout` ms. */
  async waitFor<T extends ServerEventType>(
    type: T, match: (event: EventOf<T>) => boolean = () => true, timeout = 15_000,
  ): Promise<EventOf<T>> {
    const test: Match<EventOf<T>> = (event): event is EventOf<T> => event.type === type && match(event as EventOf<T>)
    const heard = this.received.find(test)
    if (heard) return heard
    const { promise, resolve } = Promise.withResolvers<ServerEvent>()
    const waiter = { match: test, resolve }
    this.#waiters.add(waiter)
    try {
      const event = await within(
        timeout,
        `${type}; heard ${JSON.stringify(this.received.slice(-8)).slice(0, 1_500)}`,
        promise,
      )
      return event as EventOf<T>
    }
    finally {
      this.#waiters.delete(waiter)
    }
  }

  /** Resolves when everything that the server sent before now has arrived. */
  async settle(): Promise<void> {
    const id = `settle ${++this.#pings}`
    this.send({ type: 'ping', id })
    await this.waitFor('pong', pong => pong.id === id)
  }

  /** What was heard of `type` once everything sent so far has arrived. */
  async settled<T extends ServerEventType>(type: T): Promise<EventOf<T>[]> {
    await this.settle()
    return this.of(type)
  }

  async close(): Promise<void> {
    this.ws.close()
    await this.closed
  }

  #receive(frame: string): void {
    this.frames.push(frame)
    for (const event of JSON.parse(frame) as ServerEvent[]) {
      this.received.push(event)
      for (const waiter of this.#waiters) if (waiter.match(event)) waiter.resolve(event)
    }
  }
}
