import { onTestFinished, vi } from 'vitest'
import type { ClientCommand } from '#shared/protocol/command'
import type { ErrorCode, FieldError } from '#shared/protocol/problem'
import type { ServerEvent } from '#shared/protocol/event'
import { closeCodes } from '#shared/protocol/event'

export interface FakeRequest {
  method: string
  path: string
  query?: Record<string, unknown>
  body?: unknown
  headers?: Record<string, string>
  keepalive?: boolean
}

type Answer = (request: FakeRequest) => unknown

interface ProblemFields { detail?: string, errors?: FieldError[], retryAfter?: number }

/** What an answer of the API with an error looks like to the HTTP client. */
export function problem(code: ErrorCode, status = 400, fields: ProblemFields = {}) {
  const { detail, errors, retryAfter } = fields
  const headers = new Headers(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) })
  return Object.assign(new Error(code), { status, data: { code, detail, errors }, response: { headers } })
}

/** What the HTTP client sees when no answer comes. */
export const noNetwork = () => new TypeError('fetch failed')

/** A socket of the browser, with the server's end in the hands of the test. */
export class FakeSocket {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3

  readyState: number = FakeSocket.CONNECTING
  onopen: (() => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  readonly sent: ClientCommand[] = []
  /** The server answers pings, as long as it is alive. */
  silent = false

  constructor(readonly url: string) {}

  send(frame: string) {
    const command = JSON.parse(frame) as ClientCommand
    this.sent.push(command)
    if (command.type !== 'ping' || this.silent) return
    queueMicrotask(() => this.emit({ type: 'pong', id: command.id }))
  }

  /** The browser hangs up; its close event may take minutes to come, so none comes here. */
  close() {
    this.readyState = FakeSocket.CLOSING
  }

  accept() {
    this.readyState = FakeSocket.OPEN
    this.onopen?.()
  }

  /** One frame from the server. */
  emit(...events: ServerEvent[]) {
    this.onmessage?.({ data: JSON.stringify(events) })
  }

  drop(code: number = closeCodes.restart) {
    this.readyState = FakeSocket.CLOSED
    this.onclose?.({ code })
  }

  commands<T extends ClientCommand['type']>(type: T) {
    return this.sent.filter((command): command is Extract<ClientCommand, { type: T }> => command.type === type)
  }
}

/**
 * Everything between the stores and the server, HTTP and socket. A request that no test expects fails that test:
 *
 *     const server = fakeServer()
 *     server.on('GET /api/rooms', () => ({ rooms: [lobby] }))
 *     server.on('PUT /api/rooms/1/read', () => { throw problem('busy', 503) })
 *     server.socket.emit({ type: 'room.left', roomId: 1 })
 */
export class FakeServer {
  readonly requests: FakeRequest[] = []
  readonly sockets: FakeSocket[] = []
  readonly unexpected: string[] = []
  #answers = new Map<string, Answer>()

  /** Answers a route; a later answer replaces an earlier one. */
  on(route: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} ${string}`, answer: Answer) {
    this.#answers.set(route, answer)
  }

  /** The newest socket. */
  get socket(): FakeSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }

  requestsOf(route: string): FakeRequest[] {
    return this.requests.filter(({ method, path }) => `${method} ${path}` === route)
  }

  readonly fetch = async (path: string, options: Omit<FakeRequest, 'path'>): Promise<unknown> => {
    const { method, query, body, headers, keepalive } = options
    const request = { method, path, query, body, headers, keepalive }
    this.requests.push(request)
    const answer = this.#answers.get(`${method} ${path}`)
    await Promise.resolve()
    if (answer) return answer(request)
    this.unexpected.push(`${method} ${path}`)
    throw problem('internal', 500)
  }
}

export function fakeServer(): FakeServer {
  const server = new FakeServer()
  class BrowserSocket extends FakeSocket {
    constructor(url: string | URL) {
      super(String(url))
      server.sockets.push(this)
    }
  }
  vi.stubGlobal('$fetch', server.fetch)
  vi.stubGlobal('WebSocket', BrowserSocket)
  onTestFinished(() => {
    if (server.unexpected.length) throw new Error(`requests that no test expects: ${server.unexpected.join(', ')}`)
  })
  return server
}
