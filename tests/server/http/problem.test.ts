import { connect } from 'node:net'
import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { expect, test } from 'vitest'
import { group, guest, nobody } from '../../support/cast.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('problem')
const login = () => JSON.stringify({ login: world.ada.email, password: world.ada.password })

/** What the server answers to these bytes on a bare connection. */
async function raw(text: string): Promise<string> {
  const socket = connect(world.server.port, '127.0.0.1')
  let answer = ''
  socket.on('data', chunk => answer += String(chunk))
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return answer
}

test.each([
  ['no content type', undefined],
  ['a form', 'application/x-www-form-urlencoded'],
  ['plain text', 'text/plain'],
  ['another JSON', 'application/json-patch'],
  ['a list', 'text/plain, application/json'],
  ['a parameter that looks like JSON', 'text/plain; x=application/json'],
])('a body with %s for a type is a 415', async (_, type) => {
  const answer = await nobody(world.server).ask({
    method: 'POST',
    path: '/api/session',
    body: login(),
    headers: { 'content-type': type },
  })
  expectProblem(answer, 415, 'unsupported_media_type')
  expect(answer.headers['set-cookie']).toBeUndefined()
})

test('JSON with a charset is JSON', async () => {
  const answer = await nobody(world.server).ask({
    method: 'POST',
    path: '/api/session',
    body: login(),
    headers: { 'content-type': 'Application/JSON; charset=utf-8' },
  })
  expect(answer.status).toBe(200)
})

test.each([
  '', '{', '{"login":', 'login=ada', '\uFEFF\uFEFF{}', '{"a":1}x', 'undefined',
])('the body %j is a bad one', async (body) => {
  const answer = await nobody(world.server).ask({
    method: 'POST',
    path: '/api/session',
    body,
    headers: { 'content-type': 'application/json' },
  })
  expect(answer.status).toBe(400)
  expect(['bad_json', 'invalid']).toContain(answer.body.code)
  expectProblem(answer, 400, answer.body.code)
})

test.each(['null', '[]', '"x"', '7', 'true', '[{"login":"x"}]'])('the body %s is not an object', async (body) => {
  expectProblem(
    await nobody(world.server).ask({
      method: 'POST',
      path: '/api/session',
      body,
      headers: { 'content-type': 'application/json' },
    }),
    400, 'invalid',
  )
})

test('a body that is not UTF-8 is no message', async () => {
  const room = await group(world.ada)
  await expectNoChange(world, async () => {
    const body = Buffer.concat([
      Buffer.from(`{"clientId":"${randomUUID()}","body":"`),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ])
    const answer = await world.ada.ask({
      method: 'POST',
      path: `/api/rooms/${room.id}/messages`,
      body,
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).toBe(400)
  })
})

test('a body over 64 KiB is a 413, also when it does not say how long it is', async () => {
  const big = JSON.stringify({ login: 'x'.repeat(70_000), password: 'x' })
  expectProblem(await nobody(world.server).ask({ method: 'POST', path: '/api/session', body: big }), 413, 'too_large')
  const answer = await raw(
    [
      'POST /api/session HTTP/1.1', `Host: 127.0.0.1:${world.server.port}`, 'Content-Type: application/json',
      'Transfer-Encoding: chunked', 'Connection: close', '',
      big.length.toString(16),
      big, '0', '', '',
    ].join('\r\n'),
  )
  expect(answer).toMatch(/^HTTP\/1.1 413 /)
  expect(answer).toContain('too_large')
})

test('very deep JSON does no harm', async () => {
  const body = `{"login":${'['.repeat(20_000)}${']'.repeat(20_000)},"password":"x"}`
  expectProblem(await nobody(world.server).ask({ method: 'POST', path: '/api/session', body }), 400, 'invalid')
})

test('a body that names prototypes does no harm', async () => {
  const body = '{"login":"x","password":"y","__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'
  expect([400, 401]).toContain((await nobody(world.server).ask({ method: 'POST', path: '/api/session', body })).status)
})

test.each([
  'https://evil.test', 'http://127.0.0.1', 'http://127.0.0.1:1', 'null', 'http://127.0.0.1.evil.test', 'x', '',
])('a write from the origin %j is refused and changes nothing', async (origin) => {
  const { ada, server } = world
  const room = await group(ada)
  await expectNoChange(world, async () => {
    for (const [method, path, body] of [
      ['POST', `/api/rooms/${room.id}/messages`, { clientId: randomUUID(), body: 'forged' }],
      ['DELETE', `/api/rooms/${room.id}`, undefined],
      ['PUT', `/api/rooms/${room.id}/read`, { seq: 0 }],
      ['PATCH', `/api/rooms/${room.id}`, { name: 'forged' }],
      ['DELETE', '/api/session', undefined],
      ['POST', '/api/guests', { username: 'forged' }],
    ] as const) expectProblem(await ada.ask({ method, path, body, headers: { origin } }), 403, 'forbidden')
  })
  expect((await ada.get('/api/session')).status).toBe(200)
  expect(server.exited).toBe(false)
})

test('a write from the own origin is welcome', async () => {
  const { ada, server } = world
  const room = await group(ada)
  const answer = await ada.ask({
    method: 'PUT',
    path: `/api/rooms/${room.id}/read`,
    body: { seq: 0 },
    headers: { origin: server.origin },
  })
  expect(answer.status).toBe(204)
})

test.each([
  'a b', 'a/b', 'evil.test:99999', '[::1', 'a@b', '<script>', 'a?b', 'a#b', 'a\\b',
])('the malformed host %j is a 400', async (host) => {
  const answer = await raw(`GET /api/session HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  expect(answer).toMatch(/^HTTP\/1.1 400 /)
})

test('an unknown address under /api is a 404 that says so as a problem', async () => {
  const { ada } = world
  for (const path of ['/api/nothing', '/api/', '/api/rooms/1/nothing', '/api/users/1/nothing']) {
    expectProblem(await ada.get(path), 404, 'not_found')
  }
})

test('a wrong method on a known address is a 405 that names the right ones', async () => {
  const { ada } = world
  for (const [method, path, allow] of [
    ['PATCH', '/api/session', 'DELETE, GET, HEAD, POST'],
    ['DELETE', '/api/rooms', 'GET, HEAD, POST'],
    ['PUT', '/api/guests', 'POST'],
    ['POST', '/api/health/live', 'GET, HEAD'],
    ['POST', '/api/rooms/1', 'DELETE, GET, HEAD, PATCH'],
    ['TRACE', '/api/session', 'DELETE, GET, HEAD, POST'],
  ] as const) {
    const answer = await ada.ask({ method, path })
    expectProblem(answer, 405, 'method_not_allowed')
    expect(answer.headers.allow, path).toBe(allow)
  }
  expectProblem(await ada.patch('/api/admin/users'), 404, 'not_found')
})

test('HEAD is answered as GET is, without a body', async () => {
  const { ada, server } = world
  const ask = (path: string) => ada.ask({ method: 'HEAD', path })
  for (const path of ['/api/health/live', '/api/health/ready', '/api/site', '/api/rooms', '/metrics']) {
    const answer = await ask(path)
    expect([answer.status, answer.text], path).toEqual([200, ''])
  }
  expect((await ask('/api/rooms/99999999')).status).toBe(404)
  expect((await ask('/api/nothing')).status).toBe(404)
  expect((await nobody(server).ask({ method: 'HEAD', path: '/api/rooms' })).status).toBe(401)
})

test('letter case and percent-encoding open no other door', async () => {
  const { server, ada } = world
  const room = await group(ada)
  const client = await guest(server)
  for (const path of [
    `/API/rooms/${room.id}`, `/%61pi/rooms/${room.id}`, `/api/Rooms/${room.id}`, `/api//rooms/${room.id}`,
    `/api/rooms/%${(48 + (room.id % 10)).toString(16)}`, `/api/./rooms/${room.id}/messages`,
  ]) {
    const answer = await client.get(path)
    expect(answer.text).not.toContain(room.name)
    expect(answer.status).not.toBe(200)
  }
})

test('answers are not kept by caches, and name no software', async () => {
  const answer = await world.ada.get('/api/rooms')
  expect(answer.headers['cache-control']).toMatch(/no-store|private/)
  expect(answer.headers['x-powered-by']).toBeUndefined()
  expect(answer.headers['x-content-type-options']).toBe('nosniff')
})

test('pages come with a strict policy of content and may not be framed', async () => {
  const answer = await nobody(world.server).ask({ method: 'GET', path: '/', headers: { accept: 'text/html' } })
  const policy = String(answer.headers['content-security-policy'])
  expect(policy).toMatch(/script-src [^;]*'nonce-[\w+/=-]+'/)
  expect(policy).not.toMatch(/script-src[^;]*'unsafe-(?:inline|eval)'/)
  expect(policy).toMatch(/frame-ancestors 'none'/)
  expect(policy).not.toContain('upgrade-insecure-requests')
  expect(answer.headers['strict-transport-security']).toBeUndefined()
  expect(String(answer.headers['referrer-policy'])).toMatch(/^(?:same-origin|strict-origin-when-cross-origin)$/)
})

const foreignHosts = [
  'evil.test', 'evil.test:3000', 'localhost.evil.test', '127.0.0.1.evil.test', 'local', 'mylocalhost', 'evil.test.',
  '10.0.0.1.nip.io',
]

test.each(foreignHosts)(
  'without a name of its own nobody is served under %j, also not when their domain points here',
  async (host) => {
    const { ada, server } = world
    const room = await group(ada)
    await expectNoChange(world, async () => {
      expectProblem(await ada.ask({ method: 'GET', path: '/api/rooms', headers: { host } }), 421, 'foreign_host')
      expectProblem(
        await nobody(server).ask({
          method: 'POST',
          path: '/api/guests',
          body: { username: 'rebound' },
          headers: { host, origin: `http://${host}` },
        }),
        421, 'foreign_host',
      )
      expectProblem(
        await ada.ask({ method: 'DELETE', path: `/api/rooms/${room.id}`, headers: { host, origin: `http://${host}` } }),
        421, 'foreign_host',
      )
      const page = await ada.ask({ method: 'GET', path: '/rooms', headers: { host, accept: 'text/html' } })
      expect(page.status).toBe(421)
      expect(page.headers['content-type']).toContain('text/html')
      expect(page.text).toContain('NUXT_PUBLIC_URL')
    })
    expect(
      (await nobody(server).ask({ method: 'GET', path: '/api/health/live', headers: { host } })).status,
      'health is asked for by machines',
    ).toBe(200)
  },
)

test.each([
  '127.0.0.1', '192.168.1.7:8080', '[::1]:3000', 'localhost', 'LOCALHOST:3000', 'chat.localhost', 'nas.local',
  'nas.local.', hostname(),
  hostname().split('.')[0]!,
])('addresses, localhost, .local and the machine\'s own name are served: %j', async (host) => {
  expect((await world.ada.ask({ method: 'GET', path: '/api/rooms', headers: { host } })).status).toBe(200)
})

test.each([
  'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE',
])('%s to what is only ever read is a 405 that says so', async (method) => {
  for (const path of [
    '/', '/login', '/rooms', '/rooms/1?panel=details', '/nothing', '/_nuxt/nothing.js', '/_i18n/x/en/messages.json',
    '/_nuxt_icon/lucide.json', '/metrics', '/api',
  ]) {
    const answer = await world.ada.ask({ method, path })
    expectProblem(answer, 405, 'method_not_allowed')
    expect(answer.headers.allow, path).toBe('GET, HEAD')
    const page = await world.ada.ask({ method, path, headers: { accept: 'text/html' } })
    expect([page.status, page.headers.allow], path).toEqual([405, 'GET, HEAD'])
  }
})

test.each(['PUT', 'PATCH', 'DELETE', 'OPTIONS'])('%s to a form is a 405 that says so', async (method) => {
  const ask = (path: string) => world.ada.ask({ method, path, headers: { accept: 'application/json' } })
  const answer = await ask('/forms/login')
  expectProblem(answer, 405, 'method_not_allowed')
  expect(answer.headers.allow).toBe('POST')
  expectProblem(await ask('/forms/nothing'), 404, 'not_found')
})

test.each([
  '__proto__', 'constructor', 'toString', '%5F%5Fproto__', '%5f_proto__', 'hasOwnProperty', '..', 'en-', 'valueOf',
])('a language with the name of a property, %j, is a 404, and the log holds no stack', async (language) => {
  const answer = await nobody(world.server).get(`/_i18n/x/${language}/messages.json`)
  expectProblem(answer, 404, 'not_found')
  const raw = world.server
    .readLog()
    .split('\n')
    .filter(line => line && !line.startsWith('{') && !line.startsWith('Listening on '))
  expect(raw).toEqual([])
})

test('a language that there is has its texts', async () => {
  const answer = await nobody(world.server).get('/_i18n/x/en/messages.json')
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.text)).toHaveProperty('en')
})
