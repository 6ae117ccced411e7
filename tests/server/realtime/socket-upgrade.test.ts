import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { nobody } from '../../support/cast.ts'
import { useWorld } from '../../support/world.ts'

const world = useWorld()

function upgrade(path = '/ws', headers: Record<string, string> = {}): string {
  const lines = Object.entries({
    'Host': `127.0.0.1:${world.server.port}`,
    'Connection': 'Upgrade',
    'Upgrade': 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    'Cookie': world.ada.cookie,
    ...headers,
  }).map(([name, value]) => `${name}: ${value}`)
  return [`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n')
}

async function statusOf(request: string): Promise<number> {
  const socket = connect(world.server.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(request)
  const [chunk] = await once(socket, 'data') as [Buffer]
  socket.destroy()
  return Number(/^HTTP\/1.1 (\d+)/.exec(chunk.toString())?.[1])
}

test('a session opens a socket, and the first event says who one is', async () => {
  const { ada } = world
  const socket = await ada.connect()
  const [ready] = socket.received
  expect(ready).toEqual({
    type: 'ready',
    user: ada.user,
    connectionId: expect.any(String),
    serverTime: expect.stringMatching(/Z$/),
    protocol: 1,
    features: { version: expect.any(Number), features: expect.any(Object) },
    presence: { status: 'auto', text: '', hidden: false },
  })
  expect(socket.frames[0]).toMatch(/^\[\{"type":"ready"/)
  await socket.close()
})

test('a guest opens a socket too', async () => {
  const socket = await world.gus.connect()
  expect(socket.of('ready')[0]?.user.id).toBe(world.gus.id)
  await socket.close()
})

test('nobody, and somebody with a wrong cookie, gets a 401', async () => {
  expect(await nobody(world.server).dial().status).toBe(401)
  for (const cookie of ['plaza_session=wrong', 'plaza_session=%', 'plaza_session=', 'a=%; b']) {
    expect(await nobody(world.server).dial({ headers: { cookie } }).status, cookie).toBe(401)
  }
})

test.each([
  'https://evil.test', 'http://127.0.0.1', 'http://127.0.0.1:1', 'null', 'x',
])('the origin %s gets a 403', async (origin) => {
  expect(await world.ada.dial({ headers: { origin } }).status).toBe(403)
})

test('the own origin is welcome', async () => {
  const socket = world.ada.dial({ headers: { origin: world.server.origin } })
  expect(await socket.status).toBe(101)
  await socket.close()
})

test.each([
  '/', '/ws/', '/ws/x', '/WS', '/wss', '/api/rooms', '/%77s', '//ws', '/_nuxt', '/rooms/1',
])('an upgrade on %s is a 404', async (path) => {
  expect(await statusOf(upgrade(path))).toBe(404)
})

test('a query after the path does no harm', async () => {
  expect(await statusOf(upgrade('/ws?x=1'))).toBe(101)
})

test.each(['a b', 'evil.test:99999', '[::1', 'a@b', '<x>'])('an upgrade with the host %j is a 400', async (host) => {
  expect(await statusOf(upgrade('/ws', { Host: host }))).toBe(400)
})

test.each([
  'evil.test', '127.0.0.1.evil.test:3000',
])('an upgrade with the host %j is a 421, whatever its origin says', async (host) => {
  expect(await statusOf(upgrade('/ws', { Host: host, Origin: `http://${host}` }))).toBe(421)
})

test('an upgrade without a key, or with an unknown version, is refused', async () => {
  for (const [name, value] of [['Sec-WebSocket-Key', 'short'], ['Sec-WebSocket-Version', '7']] as const) {
    const status = await statusOf(upgrade('/ws', { [name]: value }))
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
  }
})

test('connections that are reset in the middle of an upgrade leave no trace', async () => {
  const { server, ada } = world
  for (let round = 0; round < 40; round++) {
    const socket = connect(server.port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    const request = upgrade(round % 4 ? '/ws' : '/nowhere')
    socket.write(round % 3 ? request : request.slice(0, -10))
    if (round % 2) await new Promise(resolve => setImmediate(resolve))
    socket.resetAndDestroy()
  }
  const socket = await ada.connect()
  await socket.settle()
  await socket.close()
  server.assertNothingUnhandled()
})
