import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { Socket as TcpSocket } from 'node:net'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { group, member, nobody } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { times } from '../support/faults.ts'
import { readMetrics } from '../support/metrics.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

// Somebody tries to take the place of everybody. Limits are on, as where people live: what one attack used up of the
// address that all share here must not meet the next, so each has a server of its own.
let server: TestServer
let ada: Client
let grace: Client

beforeEach(async () => {
  server = await startServer({ name: 'faults-flood', env: { NUXT_LIMITS: 'on' } })
  ;[ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
})

afterEach(() => server.stop())

/** Of what messages took, so many must be there soon: the slowest ones say what else the machine has to do. */
const share = times(0.5, 0.99)

/** Ada writes to grace while `attack` goes on; each message must come, and most of them soon. */
async function chatDuring(attack: () => Promise<void>): Promise<number> {
  const room = await group(ada, [grace])
  const [mine, hers] = await Promise.all([ada.connect(), grace.connect()])
  const took: number[] = []
  let over = false
  const attacking = attack().finally(() => over = true)
  while (!over || took.length < 20) {
    const clientId = randomUUID()
    const start = performance.now()
    mine.send({ type: 'message.send', roomId: room.id, clientId, body: 'do you notice anything?' })
    await hers.waitFor('message.created', event => event.message.clientId === clientId)
    took.push(performance.now() - start)
    await sleep(50)
  }
  await attacking
  await Promise.all([mine.close(), hers.close()])
  return took.toSorted((a, b) => a - b)[Math.floor(took.length * share)] ?? 0
}

async function open(): Promise<TcpSocket> {
  const socket = connect(server.port, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const attacks: Record<string, () => Promise<void>> = {
  'requests without end': async () => {
    const stop = performance.now() + times(2_000, 10_000)
    await Promise.all(Array.from({ length: 32 }, async () => {
      while (performance.now() < stop) await nobody(server).get('/api/session').catch(() => undefined)
    }))
  },
  '1,000 sockets that say half a sentence': async () => {
    const sockets: TcpSocket[] = []
    for (let n = 0; n < 1_000; n += 100) sockets.push(...await Promise.all(Array.from({ length: 100 }, open)))
    for (const socket of sockets) socket.write('GET /ws HTTP/1.1\r\nHost: 127.0')
    await sleep(times(1_000, 10_000))
    sockets.forEach(socket => socket.destroy())
  },
  'fragments without end': async () => {
    const mallory = await member(server, 'mallory')
    for (let n = 0; n < 10; n++) {
      const socket = await mallory.connect()
      // A first fragment and then empty ones, masked, never the last.
      const fragments = Buffer.concat([
        Buffer.from([0x01, 0x81, 0, 0, 0, 0, 0x5b]),
        ...Array.from({ length: 5_000 }, () => Buffer.from([0x00, 0x80, 0, 0, 0, 0])),
      ])
      socket.tcp.write(fragments)
      await socket.closed
    }
  },
}

test.each(Object.entries(attacks))('people beside %s are served on, and nothing of it stays', async (_, attack) => {
  await chatDuring(() => Promise.resolve())
  const before = await readMetrics(server)
  const ms = await chatDuring(attack)
  // The short form runs wherever the tests do.
  expect(ms, 'ms until a message was there').toBeLessThan(times(2_000, 200))
  console.log(`p${share * 100} beside it: ${ms.toFixed(0)} ms`)
  await until('sockets and memory to be given back', async () => {
    const after = await readMetrics(server)
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    return grown('plaza_connections') <= 0 && grown('plaza_process_resident_memory_bytes') < 100 * 2 ** 20
  }, 20_000)
})
