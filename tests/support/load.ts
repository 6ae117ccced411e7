import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { EventOf } from '../../shared/protocol/event.ts'
import type { Client } from './client.ts'
import type { TestServer } from './server.ts'
import type { Socket } from './socket.ts'

interface Sent {
  clientId: string
  roomId: number
  body: string
  /** Answered on its first try: then its place tells the order of sending. */
  retried: boolean
  ack?: EventOf<'message.acked'>
}

/**
 * A person who keeps `inFlight` unanswered messages going, connects again whenever the socket closes, and repeats what
 * was not acked under its old clientId, as a browser does.
 */
export class Sender {
  readonly sent: Sent[] = []
  /** Codes with which sockets were closed. */
  readonly closes: number[] = []
  /** Codes of commands that failed. */
  readonly failures: string[] = []
  readonly #client: Client
  readonly #rooms: number[]
  readonly #inFlight: number
  readonly #open = new Map<string, Sent>()
  #socket: Socket | undefined
  #writing = true
  #waiting = new Map<string, Sent>()

  constructor(client: Client, rooms: number[], inFlight = 20) {
    this.#client = client
    this.#rooms = rooms
    this.#inFlight = inFlight
  }

  get acked(): Sent[] {
    return this.sent.filter(one => one.ack)
  }

  get unanswered(): number {
    return this.#open.size
  }

  /** Runs until `finish`. */
  async run(): Promise<void> {
    while (this.#writing || this.#open.size) {
      const socket = await this.#client.connect().catch(() => undefined)
      if (!socket) {
        await sleep(50)
        continue
      }
      await this.#talk(socket)
    }
  }

  /** Sends nothing new; `run` ends when everything was acked. */
  finish(): void {
    this.#writing = false
    if (!this.#open.size) this.#socket?.ws.close()
  }

  async #talk(socket: Socket): Promise<void> {
    this.#socket = socket
    for (const one of this.#open.values()) this.#repeat(one)
    socket.ws.on('message', (data) => {
      for (const event of JSON.parse(String(data)) as { type: string }[]) {
        if (event.type === 'message.acked') this.#acked(event as EventOf<'message.acked'>)
        if (event.type === 'command.failed') this.#failed(event as EventOf<'command.failed'>)
      }
      socket.clear()
    })
    this.#fill()
    this.closes.push((await socket.closed).code)
    this.#socket = undefined
    this.#waiting.clear()
  }

  #fill(): void {
    while (this.#writing && !this.#waiting.size && this.#open.size < this.#inFlight) {
      const n = this.sent.length
      const one: Sent = {
        clientId: randomUUID(),
        roomId: this.#rooms[n % this.#rooms.length]!,
        body: `${this.#client.id} ${n}`,
        retried: false,
      }
      this.sent.push(one)
      this.#open.set(one.clientId, one)
      this.#send(one)
    }
    if (!this.#writing && !this.#open.size) this.#socket?.ws.close()
  }

  #repeat(one: Sent): void {
    one.retried = true
    this.#send(one)
  }

  #send({ clientId, roomId, body }: Sent): void {
    if (this.#socket?.ws.readyState === 1) this.#socket.send({ type: 'message.send', clientId, roomId, body })
  }

  #acked(ack: EventOf<'message.acked'>): void {
    const one = this.#open.get(ack.clientId)
    if (!one) return
    one.ack = ack
    this.#open.delete(ack.clientId)
    this.#waiting.delete(ack.clientId)
    this.#fill()
  }

  #failed(failure: EventOf<'command.failed'>): void {
    this.failures.push(failure.code)
    const one = this.#open.get(failure.clientId ?? '')
    if (!one) return
    this.#waiting.set(one.clientId, one)
    setTimeout(() => this.#repeat(one), 100)
  }
}

/**
 * All acked is stored exactly once and in its place, the places are dense, and nobody's messages overtook each other.
 */
export async function expectNothingLost(server: TestServer, senders: Sender[], rooms: number[]): Promise<void> {
  const rows = await server.chat<{ roomId: number, seq: number, clientId: string, body: string }>(
    'SELECT room_id roomId, seq, LOWER(HEX(client_id)) clientId, body FROM messages '
    + `WHERE room_id IN (${rooms.join()}) ORDER BY room_id, seq`,
  )
  const sent = senders.flatMap(sender => sender.sent)
  expect(new Set(rows.map(row => row.clientId)).size, 'a message is stored twice').toBe(rows.length)
  const stored = new Map(rows.map(row => [row.clientId, row]))
  for (const { clientId, roomId, body, ack } of sent) {
    if (!ack) continue
    expect(stored.get(clientId.replaceAll('-', ''))).toEqual({
      roomId,
      seq: ack.seq,
      clientId: clientId.replaceAll('-', ''),
      body,
    })
  }
  for (const roomId of rooms) {
    const places = rows.filter(row => row.roomId === roomId).map(row => row.seq)
    expect(places).toEqual(places.map((_, n) => n + 1))
    const [room] = await server.chat<{ lastSeq: number }>('SELECT last_seq lastSeq FROM rooms WHERE id = ?', [roomId])
    expect(room?.lastSeq).toBe(places.length)
    for (const sender of senders) {
      const own = sender.acked.filter(one => one.roomId === roomId && !one.retried).map(one => one.ack!.seq)
      expect(own, 'messages of one sender overtook each other').toEqual([...own].sort((a, b) => a - b))
    }
  }
}
