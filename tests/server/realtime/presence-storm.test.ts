import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { PresenceStatus } from '../../../shared/protocol/presence.ts'
import { member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { readMetrics } from '../../support/metrics.ts'
import { choose } from '../../support/presence.ts'
import type { Socket } from '../../support/socket.ts'
import { until } from '../../support/until.ts'
import { useServer } from '../../support/world.ts'

const people = 300
const spreadMs = 1000
const atOnce = 20
const world = useServer('presence-storm', { NUXT_PRESENCE_GRACE: '0.2' })

/** A connection that watches the first people of the crowd, and counts the frames in which it is told of them. */
class Reader {
  readonly seen = new Map<number, PresenceStatus>()
  frames = 0
  readonly #begun = performance.now()
  #ended: number | undefined

  constructor(readonly socket: Socket, watched: number[]) {
    socket.ws.on('message', (data) => {
      if (String(data).includes('presence.changed')) this.frames++
      for (const event of socket.of('presence.changed')) this.seen.set(event.userId, event.status)
      socket.clear()
    })
    socket.ws.once('close', () => this.#ended = performance.now())
    socket.send({ type: 'presence.watch', userIds: watched })
  }

  static async open(person: Client, watched: number[]): Promise<Reader> {
    return new Reader(await person.connect(), watched)
  }

  /** Frames beyond the first one and one for each second after it. */
  get tooMany(): number {
    const seconds = ((this.#ended ?? performance.now()) - this.#begun) / 1000
    return Math.max(0, Math.floor(this.frames - 1 - seconds))
  }
}

test('a crowd that comes back costs each reader a frame a second, and everybody is seen as they are', async () => {
  const { server } = world
  const crowd: Client[] = []
  while (crowd.length < people) {
    crowd.push(...await Promise.all(Array.from({ length: atOnce }, (_, n) => member(server, `p${crowd.length + n}`))))
  }
  const watched = crowd.slice(0, 200).map(({ id }) => id)
  const before = await Promise.all(crowd.map(person => Reader.open(person, watched)))
  await readMetrics(server)
  const after = await Promise.all(crowd.map(async (person, n) => {
    await sleep(n / people * spreadMs)
    await before[n]!.socket.close()
    return Reader.open(person, watched)
  }))
  await Promise.all(crowd.slice(0, 10).map(person => choose(person, { status: 'dnd' })))
  await until('everybody to be seen as they are', () => after.every(({ seen }) =>
    watched.every((id, n) => seen.get(id) === (n < 10 ? 'dnd' : 'online'))), 30_000)
  expect([...before, ...after].filter(({ tooMany }) => tooMany > 0)).toEqual([])
  const lag = (await readMetrics(server)).get('plaza_nodejs_eventloop_lag_p99_seconds') ?? 0
  const frames = after.reduce((sum, reader) => sum + reader.frames, 0)
  console.info(`${people} people, ${frames} frames, event loop lag p99 ${Math.round(lag * 1000)} ms`)
  await Promise.all(after.map(({ socket }) => socket.close()))
}, 120_000)
