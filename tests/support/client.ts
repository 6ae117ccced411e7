import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:http'
import type { InboxItem } from '../../shared/protocol/inbox.ts'
import type { ErrorCode, FieldError } from '../../shared/protocol/problem.ts'
import type { OwnPresence } from '../../shared/protocol/presence.ts'
import type { Member, Room, RoomRead } from '../../shared/protocol/room.ts'
import type { Message } from '../../shared/protocol/message.ts'
import type { Profile, User } from '../../shared/protocol/user.ts'
import { Socket } from './socket.ts'

/** Every field that an answer may have; a test knows which it asked for. */
export interface AnswerBody {
  user: User
  users: Profile[]
  room: Room
  rooms: Room[]
  member: Member
  members: Member[]
  message: Message
  messages: Message[]
  items: InboxItem[]
  hasMore: boolean
  presence: OwnPresence
  reads: RoomRead[]
  cursor?: string
  type: string
  title: string
  status: number
  code: ErrorCode
  detail?: string
  errors?: FieldError[]
}

export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  body: AnswerBody
}

export interface Ask {
  method: string
  path: string
  /** A string or bytes go out as they are, everything else as JSON. */
  body?: unknown
  headers?: Record<string, string | undefined>
}

/**
 * The server closes what is idle for 5 s. On a busy machine that may cross with the next request, so a connection is
 * used again within a second only; Node heeds what the server says of it when there is a `timeout`.
 */
const agent = new Agent({
  keepAlive: true, maxSockets: 512, maxFreeSockets: 64, timeout: 60_000, agentKeepAliveTimeoutBuffer: 4_000,
})

/** After a crowd: of the connections that it leaves behind the server closes some just when they are used again. */
export function forgetConnections(): void {
  agent.destroy()
}

/** One person with a cookie jar: what a browser would be. */
export class Client {
  readonly cookies = new Map<string, string>()
  user!: User
  email = ''
  password = ''
  origin: string

  constructor(origin: string) {
    this.origin = origin
  }

  get id(): number {
    return this.user.id
  }

  get = (path: string) => this.ask({ method: 'GET', path })
  post = (path: string, body: unknown = {}) => this.ask({ method: 'POST', path, body })
  put = (path: string, body: unknown = {}) => this.ask({ method: 'PUT', path, body })
  patch = (path: string, body: unknown = {}) => this.ask({ method: 'PATCH', path, body })
  delete = (path: string, body?: unknown) => this.ask({ method: 'DELETE', path, body })

  ask(asked: Ask): Promise<Answer> {
    const { method, path, body, headers } = asked
    const payload = body === undefined ? undefined : isRaw(body) ? body : JSON.stringify(body)
    return new Promise((resolve, reject) => {
      const outgoing = request(this.origin, {
        method,
        path,
        agent,
        timeout: 30_000,
        headers: withoutUndefined({
          'accept': 'application/json',
          'cookie': this.cookie || undefined,
          'content-type': payload === undefined ? undefined : 'application/json',
          'content-length': payload === undefined ? undefined : String(Buffer.byteLength(payload)),
          ...headers,
        }),
      }, (incoming) => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () => {
          this.#keepCookies(incoming.headers['set-cookie'] ?? [])
          const text = Buffer.concat(chunks).toString()
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            body: parse(text, incoming.headers['content-type']),
          })
        })
      })
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        // The server closed a connection that was idle, at the moment it was used again.
        const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET' && method !== 'POST'
        if (isStale) resolve(this.ask(asked))
        else reject(error)
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer to ${method} ${path} within 30 s`)))
      outgoing.end(payload)
    })
  }

  get cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  /** Opens a socket and waits for its `ready`. */
  async connect(): Promise<Socket> {
    const socket = this.dial()
    await socket.opened
    await socket.waitFor('ready')
    return socket
  }

  /** Opens a socket without waiting, on any path, with any header, to see what happens. */
  dial({
    path = '/ws',
    headers = {},
    autoPong = true,
  }: { path?: string, headers?: Record<string, string>, autoPong?: boolean } = {}): Socket {
    const all = this.cookie ? { cookie: this.cookie, ...headers } : headers
    return new Socket(this.origin.replace('http', 'ws') + path, { headers: all, autoPong })
  }

  /** The same person in another browser: shares the jar's present content, not its future. */
  twin(): Client {
    const twin = new Client(this.origin)
    for (const [name, value] of this.cookies) twin.cookies.set(name, value)
    return Object.assign(twin, { user: this.user, email: this.email, password: this.password })
  }

  // What nearly every test says.

  async say(roomId: number, body: string, clientId: string = randomUUID()): Promise<Message> {
    const answer = await this.post(`/api/rooms/${roomId}/messages`, { clientId, body })
    if (answer.status > 201) throw new Error(`could not say "${body}": ${answer.status} ${answer.text}`)
    return answer.body.message
  }

  async room(roomId: number): Promise<Room> {
    const answer = await this.get(`/api/rooms/${roomId}`)
    if (answer.status !== 200) throw new Error(`no room ${roomId}: ${answer.status} ${answer.text}`)
    return answer.body.room
  }

  async rooms(): Promise<Room[]> {
    return (await this.get('/api/rooms?limit=200')).body.rooms
  }

  async members(roomId: number): Promise<Member[]> {
    return (await this.get(`/api/rooms/${roomId}/members?limit=200`)).body.members
  }

  async history(roomId: number, query = 'limit=200'): Promise<Message[]> {
    return (await this.get(`/api/rooms/${roomId}/messages?${query}`)).body.messages
  }

  #keepCookies(lines: string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', value = ''] = pair.trim().split('=')
      const gone = !value || attributes.some(attribute => /^\s*max-age=0$/i.test(attribute))
      if (gone) this.cookies.delete(name)
      else this.cookies.set(name, value)
    }
  }
}

function isRaw(body: unknown): body is string | Buffer {
  return typeof body === 'string' || Buffer.isBuffer(body)
}

function withoutUndefined(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

function parse(text: string, type = ''): AnswerBody {
  return (/json\b/.test(type) && text ? JSON.parse(text) : {}) as AnswerBody
}
