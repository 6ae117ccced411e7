import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { group, member, nobody } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { FaultyMariadb } from '../support/mariadb.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { expectProblem } from '../support/world.ts'

const mariadb = new FaultyMariadb('freeze')
let server: TestServer
let ada: Client
let grace: Client

beforeAll(async () => {
  await mariadb.make()
  server = await startServer({ name: 'faults-freeze', database: mariadb.url })
  ;[ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
})

afterAll(async () => {
  mariadb.thaw()
  await server?.stop()
  await mariadb.remove()
})

async function frozen<T>(act: () => Promise<T>): Promise<T> {
  mariadb.freeze()
  try {
    return await act()
  }
  finally {
    mariadb.thaw()
  }
}

const recovered = () =>
  until(
    'the server to be ready again',
    async () => (await nobody(server).get('/api/health/ready')).status === 200,
    20_000,
  )

test('with MariaDB frozen nothing is acked and every sender hears so within 5 s; retries are stored once', async () => {
  const room = await group(ada, [grace])
  const [mine, hers] = await Promise.all([ada.connect(), grace.connect()])
  const commands = Array.from({ length: 40 }, (_, n) => ({
    type: 'message.send' as const,
    roomId: room.id,
    clientId: randomUUID(),
    body: `${n}`,
  }))
  await frozen(async () => {
    const start = performance.now()
    for (const command of commands) mine.send(command)
    for (const { clientId } of commands) {
      const failed = await mine.waitFor('command.failed', event => event.clientId === clientId, 6_000)
      expect(['unavailable', 'busy']).toContain(failed.code)
    }
    expect(performance.now() - start).toBeLessThan(5_500)
    expect(mine.of('message.acked')).toEqual([])
    expect(hers.of('message.created')).toEqual([])
  })
  await recovered()
  for (let round = 0; round < 3; round++) for (const command of commands) mine.send(command)
  await expect.poll(() => mine.of('message.acked').length, { timeout: 20_000 }).toBe(3 * commands.length)
  const history = await ada.history(room.id)
  expect(history.map(message => message.seq)).toEqual(commands.map((_, n) => n + 1))
  expect(new Set(history.map(message => message.clientId))).toEqual(new Set(commands.map(command => command.clientId)))
  await expect
    .poll(() => new Set(hers.of('message.created').map(event => event.message.seq)).size)
    .toBe(commands.length)
  await Promise.all([mine.close(), hers.close()])
})

test('with MariaDB frozen requests are refused within 5 s, never hung', async () => {
  const room = await group(ada)
  await frozen(async () => {
    const start = performance.now()
    const answers = await Promise.all([
      ada.get('/api/session'),
      ada.get('/api/rooms'),
      ada.get(`/api/rooms/${room.id}/messages`),
      ada.post(`/api/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'anybody?' }),
      nobody(server).post('/api/session', { login: ada.email, password: ada.password }),
      nobody(server).post('/api/guests', { username: 'frozen' }),
    ])
    for (const answer of answers) {
      expectProblem(answer, 503, answer.body.code)
      expect(['unavailable', 'busy']).toContain(answer.body.code)
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    }
    expect(await ada.dial().status).toBe(503)
    expect((await nobody(server).get('/api/health/live')).status).toBe(200)
    expect((await nobody(server).get('/api/health/ready')).status).toBe(503)
    expect(performance.now() - start).toBeLessThan(12_000)
  })
  await recovered()
  expect((await ada.get('/api/session')).status).toBe(200)
})

test('at most 256 commands of a connection wait, one more is told to come later', async () => {
  const room = await group(ada)
  const socket = await ada.connect()
  // What writes has recovered too: else some are refused at once, and do not wait.
  await ada.say(room.id, 'thawed')
  await frozen(async () => {
    for (let n = 0; n < 300; n++) {
      socket.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body: `${n}` })
    }
    const busy = await socket.waitFor('command.failed', event => event.code === 'busy')
    expect(busy).toMatchObject({ ref: 'message.send', clientId: expect.any(String) })
    await until(
      'the others to be told',
      () => socket.of('command.failed').filter(event => event.code === 'busy').length === 44,
    )
  })
  await recovered()
  await socket.close()
})

test('a socket that was open all the while goes on afterwards', async () => {
  const room = await group(ada, [grace])
  const socket = await grace.connect()
  await frozen(async () => {
    await ada.post(`/api/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'lost in the cold' })
  })
  await recovered()
  await ada.say(room.id, 'warm again')
  await socket.waitFor('message.created', event => event.message.body === 'warm again')
  await socket.close()
})
