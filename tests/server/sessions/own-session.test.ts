import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import { Client } from '../../support/client.ts'
import type { OwnSession, SecurityEvent } from '../../../shared/protocol/session.ts'
import { unique } from '../../support/random.ts'
import { startServer } from '../../support/server.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('own-session')
const clock = fileURLToPath(new URL('../../support/clock.cjs', import.meta.url))
const day = 86_400_000

const sessionsOf = async (client: Client) =>
  ((await client.get('/api/account/sessions')).body as unknown as { sessions: OwnSession[] }).sessions
const eventsOf = async (client: Client) =>
  ((await client.get('/api/account/security-events')).body as unknown as { events: SecurityEvent[] }).events

async function logIn(of: Client, userAgent = 'a test'): Promise<Client> {
  const client = Object.assign(new Client(world.server.origin), {
    email: of.email,
    password: of.password,
    user: of.user,
  })
  const answer = await client.ask({
    method: 'POST',
    path: '/api/session',
    body: { login: of.email, password: of.password },
    headers: { 'user-agent': userAgent },
  })
  expect(answer.status).toBe(200)
  return client
}

test('a person sees the own sessions, the newest first, and which one asks', async () => {
  const ada = await member(world.server, 'ada')
  const phone = await logIn(ada, 'a phone')
  const list = await sessionsOf(phone)
  expect(list.map(({ userAgent, current, address }) => ({ userAgent, current, address }))).toEqual([
    { userAgent: 'a phone', current: true, address: '127.0.0.1' },
    { userAgent: '', current: false, address: '127.0.0.1' },
  ])
  expect((await sessionsOf(ada)).map(({ current }) => current)).toEqual([false, true])
  for (const { id } of list) {
    const thief = nobody(world.server)
    thief.cookies.set('plaza_session', id)
    expect((await thief.get('/api/session')).status, 'the id is no key').toBe(401)
  }
})

test('ending one logs that device out at once, and tells nobody else', async () => {
  const ada = await member(world.server, 'ender')
  const phone = await logIn(ada)
  const room = await group(ada, [world.grace])
  const [there, here] = await Promise.all([phone.connect(), ada.connect()])
  const { id } = (await sessionsOf(ada)).find(({ current }) => !current)!
  expect((await ada.delete(`/api/account/sessions/${id}`)).status).toBe(204)
  await world.grace.say(room.id, 'is the phone still there?')
  expect((await there.closed).code).toBe(4401)
  expect(there.of('message.created')).toEqual([])
  await here.waitFor('message.created')
  expectProblem(await phone.get('/api/session'), 401, 'unauthenticated')
  expect(await sessionsOf(ada)).toHaveLength(1)
  expectProblem(await ada.delete(`/api/account/sessions/${id}`), 404, 'not_found')
  await here.close()
})

test('nobody ends the session of another', async () => {
  const { ada, mallory, gus, server } = world
  const [{ id }] = await sessionsOf(ada) as [OwnSession]
  for (const client of [mallory, gus]) {
    expectProblem(await client.delete(`/api/account/sessions/${id}`), 404, 'not_found')
  }
  expectProblem(await nobody(server).delete(`/api/account/sessions/${id}`), 401, 'unauthenticated')
  expectProblem(await nobody(server).get('/api/account/sessions'), 401, 'unauthenticated')
  expectProblem(await nobody(server).get('/api/account/security-events'), 401, 'unauthenticated')
  expect((await ada.get('/api/session')).status).toBe(200)
})

test('ending all others leaves this one', async () => {
  const ada = await member(world.server, 'others')
  const [phone, laptop] = [await logIn(ada), await logIn(ada)]
  const socket = await phone.connect()
  expect((await ada.delete('/api/account/sessions')).status).toBe(204)
  expect((await socket.closed).code).toBe(4401)
  for (const client of [phone, laptop]) expectProblem(await client.get('/api/session'), 401, 'unauthenticated')
  expect((await ada.get('/api/session')).status).toBe(200)
  expect((await world.grace.get('/api/session')).status, 'other people stay').toBe(200)
})

test('without a script both are forms', async () => {
  const ada = await member(world.server, 'forms')
  const phone = await logIn(ada)
  await logIn(ada)
  const post = (client: Client, body: string) =>
    client.ask({
      method: 'POST',
      path: '/forms/session-end',
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  const own = (await sessionsOf(phone)).find(({ current }) => current)!
  const answer = await post(ada, `id=${own.id}`)
  expect([answer.status, answer.headers.location]).toEqual([303, '/settings?done=sessions#sessions'])
  expectProblem(await phone.get('/api/session'), 401, 'unauthenticated')
  expect(await sessionsOf(ada)).toHaveLength(2)
  await post(ada, '')
  expect(await sessionsOf(ada)).toHaveLength(1)
})

test('a change of password gives this session a new token, and its sockets stay', async () => {
  const ada = await member(world.server, 'renewed')
  const room = await group(ada, [world.grace])
  const copy = ada.twin()
  const socket = await ada.connect()
  const start = performance.now()
  expect(
    (await ada.put('/api/account/password', { currentPassword: ada.password, newPassword: 'quite another secret' }))
      .status,
  ).toBe(204)
  expect(ada.cookies.get('plaza_session')).not.toBe(copy.cookies.get('plaza_session'))
  expectProblem(await copy.get('/api/session'), 401, 'unauthenticated')
  expect((await ada.get('/api/session')).status).toBe(200)
  expect(await sessionsOf(ada)).toHaveLength(1)
  // The sessions of all sockets are looked up every 4 s: after two rounds it is still there.
  await expect.poll(() => performance.now() - start, { timeout: 30_000 }).toBeGreaterThan(9_000)
  await world.grace.say(room.id, 'still there?')
  await socket.waitFor('message.created')
  await ada.delete('/api/session')
  expect((await socket.closed).code).toBe(4401)
})

test('after a change of password a socket opened with a copy of the token is out at once', async () => {
  const ada = await member(world.server, 'copied')
  const room = await group(ada, [world.grace])
  const own = await ada.connect()
  const thief = ada.twin()
  const stolen = thief.dial({ headers: { 'user-agent': 'somebody else' } })
  await stolen.waitFor('ready')
  expect(
    (await ada.put('/api/account/password', { currentPassword: ada.password, newPassword: 'quite another secret' }))
      .status,
  ).toBe(204)
  await world.grace.say(room.id, 'among us')
  expect((await stolen.closed).code, 'whoever has the new token comes again').toBe(1012)
  expect(stolen.of('message.created')).toEqual([])
  expect(await thief.dial().status).toBe(401)
  await own.waitFor('message.created')
  await own.close()
})

test('a change of password ends all other sessions also when this one was ended meanwhile', async () => {
  const ada = await member(world.server, 'raced')
  const thief = await logIn(ada)
  // Not with any change of the row: when somebody was last seen is written there too.
  await world.server.identity(
    `CREATE TRIGGER race AFTER UPDATE ON users FOR EACH ROW IF NEW.password_hash <> OLD.password_hash THEN `
    + `DELETE FROM sessions WHERE user_id = ${ada.id} AND user_agent <> 'a test'; END IF`,
  )
  const answer = await ada.put('/api/account/password', {
    currentPassword: ada.password,
    newPassword: 'quite another secret',
  })
  await world.server.identity('DROP TRIGGER race')
  expectProblem(answer, 401, 'unauthenticated')
  expectProblem(await thief.get('/api/session'), 401, 'unauthenticated')
  expect(
    (await nobody(world.server).post('/api/session', { login: ada.email, password: 'quite another secret' })).status,
  ).toBe(200)
})

test('a claim gives the session a new token', async () => {
  const gus = await guest(world.server)
  const copy = gus.twin()
  const socket = await gus.connect()
  expect(
    (await gus.post('/api/guests/claim', { email: `${unique('claim')}@plaza.test`, password: 'a long enough secret' }))
      .status,
  ).toBe(200)
  expectProblem(await copy.get('/api/session'), 401, 'unauthenticated')
  expect((await gus.get('/api/session')).body.user.kind).toBe('member')
  await gus.delete('/api/session')
  expect((await socket.closed).code).toBe(4401)
})

test('a change of password ends the links for a new one', async () => {
  const { server } = world
  const root = await firstAdmin(server)
  const ada = await member(server, 'linked')
  const { token } = (await root.post(`/api/admin/users/${ada.id}/password-reset`)).body as unknown as { token: string }
  expect(
    (await ada.put('/api/account/password', { currentPassword: ada.password, newPassword: 'a newer long secret' }))
      .status,
  ).toBe(204)
  expectProblem(
    await nobody(server).put('/api/password', { token, password: 'the secret of a thief' }),
    404, 'not_found',
  )
  expect(
    (await nobody(server).post('/api/session', { login: ada.email, password: 'a newer long secret' })).status,
  ).toBe(200)
})

test('what happened to the own account is told to its person only', async () => {
  const { server } = world
  const ada = await member(server, 'events')
  await nobody(server).post('/api/session', { login: ada.email, password: 'not this' })
  const phone = await logIn(ada, 'a phone')
  await phone.put('/api/account/password', { currentPassword: ada.password, newPassword: 'a wholly new secret' })
  await phone.delete('/api/account/sessions')
  await expect.poll(async () => (await eventsOf(phone)).map(({ kind }) => kind).sort(), { timeout: 20_000 })
    .toEqual(['logged_in', 'login_failed', 'password_changed', 'registered', 'sessions_ended'])
  expect((await eventsOf(phone)).find(({ kind }) => kind === 'logged_in')).toMatchObject({
    userAgent: 'a phone',
    address: '127.0.0.1',
    count: 1,
  })
  expect((await eventsOf(world.mallory)).every(({ kind }) => kind === 'registered')).toBe(true)
  const first = (await phone.get('/api/account/security-events?limit=2')).body as unknown as {
    events: SecurityEvent[]
    cursor: string
  }
  const rest = (await phone.get(`/api/account/security-events?limit=10&cursor=${first.cursor}`)).body as unknown as {
    events: SecurityEvent[]
  }
  expect([...first.events, ...rest.events]).toEqual(await eventsOf(phone))
})

test('deleting the account takes its places and events along', async () => {
  const { server } = world
  const ada = await member(server, 'leaver')
  expect((await ada.delete('/api/account', { password: ada.password })).status).toBe(204)
  for (const table of ['login_places', 'security_events']) {
    expect(await server.identity(`SELECT 1 FROM ${table} WHERE user_id = ?`, [ada.id])).toEqual([])
  }
})

test('a session ends after 180 days however often it was used, and after 30 without use', async () => {
  const { databases } = world.server
  const [daily, idle] = [await member(world.server, 'daily'), await member(world.server, 'idle')]
  await world.server.identity(
    'UPDATE sessions SET created_at = UTC_TIMESTAMP(3) - INTERVAL 179 DAY WHERE user_id = ?',
    [daily.id],
  )
  const socket = await daily.connect()
  expect((await daily.get('/api/session')).status, 'the last day').toBe(200)
  await socket.close()
  const at = (days: number) =>
    startServer({
      name: `own-session-${days}`,
      databases,
      env: { NODE_OPTIONS: `--require ${JSON.stringify(clock)}`, PLAZA_CLOCK_OFFSET: String(days * day) },
    })
  const later = await at(2)
  try {
    const [old, young] = [daily, idle].map(client => Object.assign(client.twin(), { origin: later.origin }))
    expectProblem(await old!.get('/api/session'), 401, 'unauthenticated')
    expect(await old!.dial().status).toBe(401)
    expect((await young!.get('/api/session')).status).toBe(200)
    await world.server.identity(
      'UPDATE sessions SET expires_at = UTC_TIMESTAMP(3) + INTERVAL 40 HOUR WHERE user_id = ?',
      [idle.id],
    )
    expectProblem(await young!.get('/api/session'), 401, 'unauthenticated')
  }
  finally {
    await later.stop()
  }
})
