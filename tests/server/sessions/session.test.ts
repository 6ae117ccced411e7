import { expect, test } from 'vitest'
import { firstAdmin, group, member, nobody } from '../../support/cast.ts'
import { Client } from '../../support/client.ts'
import { keepSessions } from '../../support/sessions.ts'
import { within } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('session')

test('a member logs in by e-mail and by username, in any case', async () => {
  const { ada, server } = world
  for (const login of [
    ada.email, ada.email.toUpperCase(), ada.user.username, ada.user.username.toUpperCase(), ` ${ada.user.username} `,
  ]) {
    const client = nobody(server)
    const answer = await client.post('/api/session', { login, password: ada.password })
    expect(answer.status, login).toBe(200)
    expect(answer.body.user).toEqual(ada.user)
    expect((await client.get('/api/session')).body.user.id).toBe(ada.id)
  }
})

test('the session says who one is, with the own e-mail', async () => {
  const answer = await world.ada.get('/api/session')
  expect(answer.status).toBe(200)
  expect(answer.body.user).toMatchObject({ id: world.ada.id, kind: 'member', role: 'user', email: world.ada.email })
  expect(answer.headers['cache-control']).toMatch(/no-store|private/)
})

test('nobody has no session', async () => {
  expectProblem(await nobody(world.server).get('/api/session'), 401, 'unauthenticated')
})

test('a wrong password and an unknown user get the same answer', async () => {
  const { ada, server } = world
  const wrong = await nobody(server).post('/api/session', { login: ada.email, password: 'not this one' })
  const unknown = await nobody(server).post('/api/session', { login: 'nobody@plaza.test', password: 'not this one' })
  expectProblem(wrong, 401, 'unauthenticated')
  expect(unknown.body).toEqual(wrong.body)
  expect(unknown.headers['set-cookie']).toBeUndefined()
})

test('a wrong password takes as long as an unknown user', async () => {
  const { ada, server } = world
  const time = async (login: string) => {
    const start = performance.now()
    await nobody(server).post('/api/session', { login, password: 'not this one' })
    return performance.now() - start
  }
  let [wrong, unknown] = [Infinity, Infinity]
  // In turns, and the quickest of many: what else the machine does meets both alike.
  for (let round = 0; round < 12; round++) {
    wrong = Math.min(wrong, await time(ada.email))
    unknown = Math.min(unknown, await time('nobody@plaza.test'))
  }
  expect(unknown).toBeGreaterThan(wrong / 4)
  expect(unknown).toBeLessThan(wrong * 4)
})

test('the cookie is out of the reach of scripts and other sites, and works over plain http', async () => {
  const { ada, server } = world
  const answer = await nobody(server).post('/api/session', { login: ada.email, password: ada.password })
  const [cookie = ''] = answer.headers['set-cookie'] ?? []
  expect(cookie).toMatch(/^plaza_session=[\w-]{20,}/)
  expect(cookie).toMatch(/; HttpOnly/i)
  expect(cookie).toMatch(/; SameSite=Lax/i)
  expect(cookie).toMatch(/; Path=\//i)
  expect(cookie).not.toMatch(/; Secure|; Domain/i)
})

test('each login makes a session of its own, and a planted one is not taken over', async () => {
  const { ada, server } = world
  const planted = nobody(server)
  planted.cookies.set('plaza_session', 'a-session-that-an-attacker-knows-0123456789')
  await planted.post('/api/session', { login: ada.email, password: ada.password })
  expect(planted.cookies.get('plaza_session')).not.toBe('a-session-that-an-attacker-knows-0123456789')
  const again = nobody(server)
  await again.post('/api/session', { login: ada.email, password: ada.password })
  expect(again.cookies.get('plaza_session')).not.toBe(planted.cookies.get('plaza_session'))
})

test('the database holds no token that would log anybody in', async () => {
  const { ada, server } = world
  const token = decodeURIComponent(ada.cookies.get('plaza_session') ?? '')
  const rows = await server.identity<{ id: string }>('SELECT CONVERT(id USING utf8mb4) id FROM sessions')
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.map(row => row.id)).not.toContain(token)
  for (const { id } of rows) {
    const thief = nobody(server)
    thief.cookies.set('plaza_session', encodeURIComponent(id))
    expect((await thief.get('/api/session')).status).toBe(401)
  }
})

test('logging out ends this session and no other', async () => {
  const { server } = world
  const linus = await member(server, 'linus')
  const phone = new Client(server.origin)
  await phone.post('/api/session', { login: linus.email, password: linus.password })
  const stolen = phone.twin()
  const answer = await phone.delete('/api/session')
  expect(answer.status).toBe(204)
  expect(phone.cookies.has('plaza_session')).toBe(false)
  expectProblem(await stolen.get('/api/session'), 401, 'unauthenticated')
  expect((await linus.get('/api/session')).status).toBe(200)
})

test('logging out closes the open sockets of that session with 4401 at once', async () => {
  const { server } = world
  const linus = await member(server, 'linus')
  const room = await group(world.ada, [linus])
  const phone = new Client(server.origin)
  await phone.post('/api/session', { login: linus.email, password: linus.password })
  const [there, here] = await Promise.all([phone.connect(), linus.connect()])
  await phone.delete('/api/session')
  await world.ada.say(room.id, 'is Linus still there?')
  expect((await there.closed).code).toBe(4401)
  expect(there.of('message.created')).toEqual([])
  await here.waitFor('message.created', event => event.message.body === 'is Linus still there?')
  await here.close()
})

test('a session that has run out is no session', async () => {
  const { server } = world
  const linus = await member(server, 'linus')
  await server.identity('UPDATE sessions SET expires_at = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE user_id = ?', [
    linus.id,
  ])
  expectProblem(await linus.get('/api/session'), 401, 'unauthenticated')
  expect(await linus.dial().status).toBe(401)
})

test.each([
  '%', '%E0%A4%A', 'a%', '%00', '"', '{"id":1}', 'x'.repeat(4_000),
])('the malformed cookie %s is no session and no fault', async (value) => {
  const answer = await nobody(world.server).ask({
    method: 'GET',
    path: '/api/session',
    headers: { cookie: `plaza_session=${value}; other=%` },
  })
  expectProblem(answer, 401, 'unauthenticated')
})

test('a malformed cookie beside a good one does no harm', async () => {
  const { ada } = world
  const answer = await ada.ask({
    method: 'GET',
    path: '/api/session',
    headers: { cookie: `bad=%; ${ada.cookie}; worse=%E0%A4%A` },
  })
  expect(answer.status).toBe(200)
})

test('who is disabled hears nothing more within 5 s, also when their sessions could not be ended', async () => {
  const { ada, server } = world
  const [root, linus] = [await firstAdmin(server), await member(server, 'linus')]
  const room = await group(ada, [linus])
  const socket = await linus.connect()
  const release = await keepSessions(server, linus)
  expect((await root.patch(`/api/admin/users/${linus.id}`, { disabled: true })).status).toBe(500)
  const { code } = await within(15_000, 'the socket to be closed', socket.closed)
  expect(code).toBe(4401)
  await ada.say(room.id, 'without him')
  expect(socket.of('message.created')).toEqual([])
  await release()
})
