import { afterAll, beforeAll, expect, test } from 'vitest'
import { group, member } from '../support/cast.ts'
import { pushesSettled, subscribe } from '../support/push.ts'
import { PushService } from '../support/pushService.ts'
import { times } from '../support/faults.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'
import { until } from '../support/until.ts'

let server: TestServer
let push: PushService

beforeAll(async () => {
  push = await PushService.start()
  server = await startServer({ name: 'faults-push', env: { NUXT_PUSH_HOSTS: push.origin } })
})

afterAll(async () => {
  await server?.stop()
  await push.stop()
  expect(push.faults).toEqual([])
})

test('a push service that never answers delays no message, and is not waited for longer than 5 s', async () => {
  const [ada, ...away] = await Promise.all(Array.from({ length: 41 }, (_, n) => member(server, `p${n}`)))
  const devices = away.map(() => push.device())
  await Promise.all(away.map((client, n) => subscribe(client, devices[n]!)))
  // More than may be asked at the same time.
  for (const device of devices) device.answer = 'never'
  const rooms = await Promise.all([away.slice(0, 19), away.slice(19, 38)].map(half => group(ada!, half)))
  for (const room of rooms) await ada!.say(room.id, 'hello')
  await until('most places to be taken', () => push.hanging >= 16)
  const socket = await ada!.connect()
  const acks: number[] = []
  for (let n = 0; n < 100; n++) {
    await until('it to be asked', () => push.hanging > 0)
    const start = performance.now()
    const clientId = crypto.randomUUID()
    socket.send({ type: 'message.send', clientId, roomId: rooms[n % 2]!.id, body: `${n}` })
    await socket.waitFor('message.acked', ack => ack.clientId === clientId)
    acks.push(performance.now() - start)
  }
  // The short form runs wherever the tests do: there the slowest ones say how busy the machine is.
  expect(acks.sort((a, b) => a - b)[times(50, 98)], 'ms').toBeLessThan(500)
  await until('the first to be given up', () => push.gaveUp > 0, times(20_000, 8_000))
  await socket.close()
  for (const device of devices) device.answer = { status: 201 }
  await server.chat('UPDATE push_deliveries SET next_at = UTC_TIMESTAMP(3) WHERE next_at > UTC_TIMESTAMP(3)')
  await pushesSettled(server, 60_000)
  for (const device of devices.slice(0, 38)) expect(push.of(device).at(-1)!.payload.seq).toBeGreaterThan(40)
})

test('kill -9 between claim and answer loses no push, and the repetition has the same topic', async () => {
  const [ada, lin] = [await member(server, 'ada'), await member(server, 'lin')]
  const device = push.device()
  await subscribe(lin, device)
  device.answer = 'never'
  const room = await group(ada, [lin])
  await ada.say(room.id, 'before the fall')
  await push.arrived(device)
  await server.kill()
  device.answer = { status: 201 }
  await server.start()
  const [first, second] = await push.arrived(device, 2, 30_000)
  expect(second!.payload).toEqual(first!.payload)
  expect(second!.topic).toBe(first!.topic)
  await pushesSettled(server)
  expect(push.of(device)).toHaveLength(2)
})

test('kill -9 before anybody has looked at a message loses no push', async () => {
  const [ada, lin] = [await member(server, 'ada'), await member(server, 'lin')]
  const device = push.device()
  await subscribe(lin, device)
  const room = await group(ada, [lin])
  await ada.say(room.id, 'last words')
  await server.kill()
  await server.start()
  const [{ payload }] = await push.arrived(device, 1, 30_000)
  expect(payload.seq).toBe(1)
})
