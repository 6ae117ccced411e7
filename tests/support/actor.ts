import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Message } from '../../shared/protocol/message.ts'
import type { RoomCursor } from '../../shared/protocol/sync.ts'
import type { ServerEvent } from '../../shared/protocol/event.ts'
import { closeCodes } from '../../shared/protocol/event.ts'
import type { Client } from './client.ts'
import type { Socket } from './socket.ts'

/** One thing that somebody wanted, and what became of it. */
export interface Operation {
  clientId: string
  roomId: number
  body: string
  /** `unknown`: the socket closed before there was an answer. It is sent again until there is one. */
  outcome: 'invoked' | 'acked' | 'unknown'
  /** Answered on its first try: then its place tells the order of sending. */
  tries: number
  seq?: number
}

export interface ActorOptions {
  inFlight?: number
  /** Share of the acks that this client does not get to see. */
  dropAcks?: number
  /** Reads only. */
  silent?: boolean
}

/** What a screen knows of a room. */
export interface RoomView { messages: Map<number, string>, deleted: Set<number>, rev: number }

/**
 * A simulated client with a log of what it wanted and of everything that it was told. It connects to any
 * of the nodes again whenever its socket closes, sends what was not answered under the old clientId, and
 * fills holes as a screen does.
 */
export class Actor {
  readonly log: Operation[] = []
  readonly views = new Map<number, RoomView>()
  /** Rooms of which this client was told anything. */
  readonly heardOf = new Set<number>()
  readonly closes: number[] = []
  readonly refusals: string[] = []
  readonly client: Client
  lastAckAt = 0
  unknowns = 0
  readonly #rooms: number[]
  readonly #origins: string[]
  readonly #options: Required<ActorOptions>
  readonly #open = new Map<string, Operation>()
  #socket: Socket | undefined
  #writing = true
  #living = true
  #holding = false
  #turn: number
  #syncing = false

  constructor(client: Client, rooms: number[], origins: string[], turn: number, options: ActorOptions = {}) {
    this.client = client.twin()
    this.#rooms = rooms
    this.#origins = origins
    this.#turn = turn
    this.#options = { inFlight: 8, dropAcks: 0, silent: false, ...options }
  }

  get acked(): number {
    return this.log.filter(one => one.outcome === 'acked').length
  }

  get unanswered(): number {
    return this.#open.size
  }

  async run(): Promise<void> {
    while (this.#living) {
      this.client.origin = this.#origins[this.#turn % this.#origins.length]!
      const socket = await this.client.connect().catch(() => undefined)
      if (!socket) {
        this.#turn++
        await sleep(50 + Math.random() * 100)
        continue
      }
      await this.#talk(socket)
    }
  }

  /** Says nothing new. */
  quiet(): void {
    this.#writing = false
  }

  end(): void {
    this.#living = false
    this.#socket?.ws.close()
  }

  /** Asks for everything that is missing; a screen does so on a hole. */
  sync(): void {
    const cursors: Record<number, RoomCursor> = {}
    for (const roomId of this.#rooms) cursors[roomId] = { seq: denseEnd(this.view(roomId)), rev: 0 }
    if (this.#socket?.ws.readyState === 1) this.#socket.send({ type: 'sync', cursors })
  }

  view(roomId: number): RoomView {
    const view = this.views.get(roomId) ?? { messages: new Map(), deleted: new Set(), rev: 0 }
    this.views.set(roomId, view)
    return view
  }

  async #talk(socket: Socket): Promise<void> {
    this.#socket = socket
    socket.ws.on('message', (data) => {
      socket.clear()
      for (const event of JSON.parse(String(data)) as ServerEvent[]) this.#receive(event)
    })
    this.sync()
    for (const one of this.#open.values()) this.#send(one)
    const timer = setInterval(() => this.#repeatLost(), 1_000)
    this.#fill()
    const { code } = await socket.closed
    this.closes.push(code)
    clearInterval(timer)
    this.#socket = undefined
    this.#holding = false
    this.#turn++
    if (code === closeCodes.restart) return this.#sayAnew()
    for (const one of this.#open.values()) {
      if (one.outcome === 'invoked') this.unknowns++
      one.outcome = 'unknown'
    }
  }

  /**
   * What has no answer when a server says that it restarts was not stored: under a new clientId it would
   * show twice if it was.
   */
  #sayAnew(): void {
    const open = [...this.#open.values()]
    this.#open.clear()
    for (const one of open) this.#open.set(one.clientId = randomUUID(), Object.assign(one, { tries: 0 }))
  }

  #repeatLost(): void {
    if (this.#options.dropAcks > 0) for (const one of this.#open.values()) this.#send(one)
  }

  #fill(): void {
    while (
      this.#writing
      && !this.#options.silent
      && !this.#holding
      && this.#socket
      && this.#open.size < this.#options.inFlight
    ) {
      const n = this.log.length
      const one: Operation = {
        clientId: randomUUID(),
        roomId: this.#rooms[n % this.#rooms.length]!,
        body: `${this.client.id} ${n}`,
        outcome: 'invoked',
        tries: 0,
      }
      this.log.push(one)
      this.#open.set(one.clientId, one)
      this.#send(one)
    }
  }

  #send(one: Operation): void {
    if (this.#socket?.ws.readyState !== 1) return
    one.tries++
    one.outcome = 'invoked'
    this.#socket.send({ type: 'message.send', clientId: one.clientId, roomId: one.roomId, body: one.body })
  }

  #receive(event: ServerEvent): void {
    switch (event.type) {
      case 'message.acked': return this.#acked(event.clientId, event.seq)
      case 'command.failed': return this.#failed(event.clientId, event.code)
      case 'message.created': return this.#created(event.message)
      case 'message.deleted':
        this.#hear(event.roomId)
        this.view(event.roomId).deleted.add(event.seq)
        return
      case 'room.updated':
        this.#hear(event.room.id)
        if (event.room.lastSeq > denseEnd(this.view(event.room.id)) || event.room.rev > this.view(event.room.id).rev) {
          this.#soon()
        }
        this.view(event.room.id).rev = event.room.rev
        return
      case 'room.gap': return void this.#fetch(event.roomId, event.from)
    }
  }

  #hear(roomId: number): void {
    this.heardOf.add(roomId)
  }

  #created(message: Message): void {
    this.#hear(message.roomId)
    const view = this.view(message.roomId)
    if (message.body === null) view.deleted.add(message.seq)
    view.messages.set(message.seq, message.clientId)
    if (message.seq > 1 && !view.messages.has(message.seq - 1)) this.#soon()
  }

  #soon(): void {
    if (this.#syncing) return
    this.#syncing = true
    setTimeout(() => {
      this.#syncing = false
      this.sync()
    }, 200)
  }

  async #fetch(roomId: number, from: number): Promise<void> {
    for (let after = from - 1; ;) {
      const answer = await this.client
        .get(`/api/rooms/${roomId}/messages?after=${after}&limit=200`)
        .catch(() => undefined)
      const page = answer?.body.messages
      if (!page) return this.#soon()
      page.forEach(message => this.#created(message))
      if (!answer.body.hasMore) return
      after = page.at(-1)!.seq
    }
  }

  #acked(clientId: string, seq: number): void {
    const one = this.#open.get(clientId)
    if (!one || Math.random() < this.#options.dropAcks) return
    one.outcome = 'acked'
    one.seq = seq
    this.#open.delete(clientId)
    this.lastAckAt = performance.now()
    this.#holding = false
    this.#fill()
  }

  #failed(clientId: string | undefined, code: string): void {
    this.refusals.push(code)
    const one = this.#open.get(clientId ?? '')
    if (!one) return
    this.#holding = true
    setTimeout(() => this.#open.has(one.clientId) && this.#send(one), 100 + Math.random() * 100)
  }
}

/** The last place up to which nothing is missing. */
export function denseEnd({ messages }: RoomView): number {
  let seq = 0
  while (messages.has(seq + 1)) seq++
  return seq
}
