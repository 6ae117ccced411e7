import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { firstAdmin, group, member, nobody } from '../../support/cast.ts'
import type { Answer } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { bodyOf, Customer, openInbox } from '../../support/support.ts'
import { expectProblem, useServer } from '../../support/world.ts'

// One proxy of ours stands in front, so that each test can come from an address of its own.
const world = useServer('throttle', { NUXT_LIMITS: 'on', NUXT_TRUSTED_PROXIES: '1' })

async function logIn(address: string, login: string, password = 'a guess'): Promise<Answer> {
  return nobody(world.server).ask({
    method: 'POST',
    path: '/api/session',
    body: { login, password },
    headers: { 'x-forwarded-for': address },
  })
}

test('after ten wrong passwords an address waits, by whatever spelling the name is written', async () => {
  const linus = await member(world.server, 'linus')
  const { username } = linus.user
  const spellings = [username, username.toUpperCase(), `${username}\u200B`, `\u00AD${username}`, ` ${username} `]
  for (let n = 0; n < 10; n++) {
    expectProblem(await logIn('10.0.0.1', spellings[n % spellings.length]!), 401, 'unauthenticated')
  }
  for (const login of [...spellings, `${username.slice(0, 3)}\u2060${username.slice(3)}`]) {
    const answer = await logIn('10.0.0.1', login, linus.password)
    expectProblem(answer, 429, 'rate_limited')
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0)
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(15 * 60)
  }
  expect((await linus.get('/api/session')).status, 'who is in stays in').toBe(200)
  expect((await logIn('10.0.0.2', linus.email, linus.password)).status, 'nobody is locked out from elsewhere').toBe(200)
})

test('guesses at once cannot pass the budget together', async () => {
  const linus = await member(world.server, 'burst')
  const answers = await Promise.all(Array.from({ length: 40 }, () => logIn('10.0.0.20', linus.email)))
  expect(answers.filter(answer => answer.status === 401).length).toBeLessThanOrEqual(10)
  expect(answers.filter(answer => answer.status === 429).length).toBeGreaterThanOrEqual(30)
})

test('an e-mail is one login in any case, and counts by itself, so that a username does not betray it', async () => {
  const linus = await member(world.server, 'apart')
  for (let n = 0; n < 10; n++) {
    expectProblem(await logIn('10.0.0.11', n % 2 ? linus.email : linus.email.toUpperCase()), 401, 'unauthenticated')
  }
  expectProblem(await logIn('10.0.0.11', linus.email), 429, 'rate_limited')
  expectProblem(await logIn('10.0.0.11', linus.user.username), 401, 'unauthenticated')
})

test('an unknown user is throttled like a known one', async () => {
  const statuses = []
  for (let n = 0; n < 11; n++) statuses.push((await logIn('10.0.0.3', 'ghost@plaza.test')).status)
  expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429])
})

test('an address waits after many failures, whatever account it tries and whatever address it claims', async () => {
  const statuses = []
  for (let n = 0; n < 26; n++) statuses.push((await logIn(`10.9.9.${n}, 10.0.0.4`, `shade${n}@plaza.test`)).status)
  expect(statuses[0]).toBe(401)
  expect(statuses.at(-1)).toBe(429)
  expect((await logIn('10.0.0.5', 'shade@plaza.test')).status, 'others go on').toBe(401)
})

test('who guesses at one account does not use up the address of the others', async () => {
  const [linus, victim] = [await member(world.server, 'beside'), await member(world.server, 'victim')]
  for (let n = 0; n < 27; n++) await logIn('10.0.0.7', victim.email)
  expectProblem(await logIn('10.0.0.7', victim.email), 429, 'rate_limited')
  expect((await logIn('10.0.0.7', linus.email, linus.password)).status).toBe(200)
})

test('many people may log in from one address', async () => {
  const linus = await member(world.server, 'many')
  for (let n = 0; n < 40; n++) expect((await logIn('10.0.0.6', linus.email, linus.password)).status).toBe(200)
})

test('a connection that floods is told to wait or is cut off, and others go on', async () => {
  const { server } = world
  const [linus, calm] = await Promise.all([member(server, 'flood'), member(server, 'calm')])
  const room = await group(linus, [calm])
  const [flood, other] = await Promise.all([linus.connect(), calm.connect()])
  for (let n = 0; n < 3_000; n++) flood.send({ type: 'ping', id: n })
  const outcome = await Promise.race([
    flood.closed.then(({ code }) => code),
    flood
      .waitFor('command.failed', event => event.code === 'rate_limited' || event.code === 'busy', 10_000)
      .then(({ retryAfter }) => retryAfter),
  ])
  expect(outcome).toBeGreaterThan(0)
  other.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body: 'all is well' })
  await other.waitFor('message.acked')
  flood.ws.terminate()
  await other.close()
})

test('who goes on after being told to wait is closed with 4429', async () => {
  const { server } = world
  const linus = await member(server, 'deaf')
  const socket = await linus.connect()
  for (let n = 0; n < 3_000; n++) socket.send({ type: 'ping', id: n })
  expect((await socket.waitFor('command.failed', event => event.code === 'rate_limited')).retryAfter).toBeGreaterThan(0)
  expect((await socket.closed).code).toBe(4429)
})

test('a burst of two hundred commands is within the limits', async () => {
  const { server } = world
  const linus = await member(server, 'burst')
  const socket = await linus.connect()
  socket.inOnePacket(() => {
    for (let n = 0; n < 200; n++) socket.send({ type: 'ping', id: n })
  })
  await socket.waitFor('pong', pong => pong.id === 199)
  expect(socket.of('pong')).toHaveLength(200)
  expect(socket.of('command.failed')).toEqual([])
  await socket.close()
})

test('a browser over the limit of pages and forms is told in a page when to come back', async () => {
  const client = await member(world.server, 'reloader')
  const headers = { 'accept': 'text/html', 'x-forwarded-for': '10.0.0.30' }
  const ask = () => nobody(world.server).ask({ method: 'GET', path: '/metrics', headers })
  for (let n = 0; n < 600; n += 50) await Promise.all(Array.from({ length: 50 }, ask))
  const page = await nobody(world.server).ask({ method: 'GET', path: '/login', headers })
  expect(page.status).toBe(429)
  expect(page.headers['content-type']).toMatch(/^text\/html/)
  expect(Number(page.headers['retry-after'])).toBeGreaterThan(0)
  expect(page.text).toContain('Too many requests')
  expectProblem(
    await client.ask({ method: 'GET', path: '/login', headers: { ...headers, accept: 'application/json' } }),
    429, 'rate_limited',
  )
})

/** Members by name alone: enough to be added and written to. */
async function strangers(count: number): Promise<number[]> {
  const base = unique('stranger')
  const rows = Array.from(
    { length: count },
    (_, n) => `('member', '${base}${n}', '${base}${n}', '${base}${n}', '${base}${n}', NOW(3))`,
  )
  await world.server.identity(
    'INSERT INTO users (kind, username, username_key, username_skeleton, display_name, created_at) '
    + `VALUES ${rows.join()}`,
  )
  return (await world.server.identity<{ id: number }>('SELECT id FROM users WHERE username LIKE ?', [`${base}%`])).map(
    row => row.id,
  )
}

async function expectBudget(attempts: (() => Promise<Answer>)[], atMost: number): Promise<void> {
  const statuses: number[] = []
  for (let start = 0; start < attempts.length; start += 20) {
    const answers = await Promise.all(attempts.slice(start, start + 20).map(attempt => attempt()))
    statuses.push(...answers.map(answer => answer.status))
    for (const answer of answers.filter(({ status }) => status === 429)) {
      expectProblem(answer, 429, 'rate_limited')
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(60)
    }
  }
  expect(statuses.filter(status => status < 300)).toHaveLength(atMost)
  expect(statuses.filter(status => status === 429)).toHaveLength(attempts.length - atMost)
}

test('a person makes 100 rooms a day, and what was refused does not count', async () => {
  const [linus, ken] = await Promise.all([member(world.server, 'linus'), member(world.server, 'ken')])
  for (let n = 0; n < 5; n++) {
    expectProblem(await linus.post('/api/rooms', { name: '', visibility: 'private' }), 400, 'invalid')
  }
  await expectBudget(
    Array.from({ length: 105 }, () => () => linus.post('/api/rooms', { name: 'one more', visibility: 'private' })),
    100,
  )
  expect((await group(ken)).id).toBeGreaterThan(0)
})

test('a person adds 500 people and opens 150 direct rooms a day; repetitions are free', async () => {
  const linus = await member(world.server, 'linus')
  const ids = await strangers(503)
  const room = await group(linus)
  await expectBudget(ids.slice(0, 153).map(userId => () => linus.post('/api/directs', { userId })), 150)
  for (let n = 0; n < 3; n++) expect((await linus.post('/api/directs', { userId: ids[0] })).status).toBe(200)
  await expectBudget(ids.map(id => () => linus.put(`/api/rooms/${room.id}/members/${id}`)), 500)
  expect((await linus.put(`/api/rooms/${room.id}/members/${ids[0]}`)).status).not.toBe(403)
})

test('a person reports 100 messages a day', async () => {
  const [linus, ken] = await Promise.all([member(world.server, 'linus'), member(world.server, 'ken')])
  const room = await group(linus, [ken])
  for (let n = 0; n < 102; n++) await linus.say(room.id, `${n}`)
  const report = (seq: number) => () => ken.put(`/api/rooms/${room.id}/messages/${seq}/report`, { reason: 'spam' })
  await expectBudget(
    [...Array.from({ length: 3 }, () => report(1)), ...Array.from({ length: 101 }, (_, n) => report(n + 2))],
    102,
  )
})

test('names may be changed a hundred times a day; saving them unchanged costs nothing', async () => {
  const busy = await member(world.server, 'busy')
  for (let n = 0; n < 100; n++) {
    expect((await busy.patch('/api/account', { displayName: `Busy ${n}` })).status).toBe(200)
    expect((await busy.patch('/api/account', { displayName: `Busy ${n}` })).status).toBe(200)
  }
  expectProblem(await busy.patch('/api/account', { displayName: 'Once more' }), 429, 'rate_limited')
})

test('checks of a node are never refused, however often they come, and use up nobody\'s pages', async () => {
  const from = { 'x-forwarded-for': '10.0.0.99' }
  const statuses = new Set<number>()
  for (let n = 0; n < 700; n++) {
    const path = n % 2 ? '/api/health/ready' : '/api/health/live'
    statuses.add((await nobody(world.server).ask({ method: 'GET', path, headers: from })).status)
  }
  expect([...statuses]).toEqual([200])
  expect((await nobody(world.server).ask({ method: 'GET', path: '/login', headers: from })).status).toBe(200)
})

test('a customer opens 20 cases in an hour, and an address 120', async () => {
  const inbox = await openInbox(await firstAdmin(world.server), [])
  const customer = new Customer(world.server.origin)
  const open = (address: string, client = customer) => client.ask({
    method: 'POST', path: '/api/support/cases', body: { inbox: inbox.key }, headers: { 'x-forwarded-for': address },
  })
  customer.token = bodyOf(await open('10.0.1.1')).token
  const statuses: number[] = []
  for (let n = 0; n < 21; n++) statuses.push((await open('10.0.1.2')).status)
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 201), 429])
  const strangers: Awaited<ReturnType<typeof open>>[] = []
  // A few at a time: a busy machine turns a crowd away for other reasons.
  while (strangers.length < 130) {
    const few = Array.from({ length: 10 }, () => open('10.0.1.3', new Customer(customer.origin)))
    strangers.push(...await Promise.all(few))
  }
  expect(strangers.filter(answer => answer.status === 201)).toHaveLength(120)
  expectProblem(strangers.find(answer => answer.status !== 201)!, 429, 'rate_limited')
})
