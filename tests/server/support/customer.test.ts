import { createHash, createHmac } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { AdminInbox } from '../../../shared/protocol/admin/adminInbox.ts'
import { firstAdmin, guest, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { bodyOf, casesSettled, Customer, openCase, openInbox } from '../../support/support.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('support-customer')
const shop = 'https://shop.example'
const other = 'https://other.example'
let root: Client
let inbox: AdminInbox & { identitySecret: string }
beforeAll(async () => {
  root = await firstAdmin(world.server)
  inbox = await openInbox(root, [world.ada], { sites: [shop], greeting: 'Hello' })
  await openInbox(root, [world.ada], { sites: [other] })
})

const cases = '/api/support/cases'
const sign = (secret: string, id: string) => createHmac('sha256', secret).update(id).digest('hex')

test('anybody opens a case: a room of their own, and a token that is stored as its hash', async () => {
  const { server } = world
  const answer = await nobody(server).post(cases, { inbox: inbox.key, name: 'Vera', topic: 'My order' })
  expect(answer.status).toBe(201)
  expect(answer.headers['set-cookie']).toBeUndefined()
  const { case: opened, room, token } = bodyOf(answer)
  expect(opened).toEqual({
    id: expect.any(Number), roomId: room.id, state: 'open', topic: 'My order', createdAt: expect.any(String),
    inbox: { key: inbox.key, name: inbox.name, greeting: 'Hello', colour: inbox.colour }, rating: null, position: 1,
  })
  expect(room).toMatchObject({ kind: 'support', visibility: 'private', memberCount: 0, lastSeq: 0, role: 'member' })
  const hash = createHash('sha256').update(token.replace('plazac_', '')).digest('hex')
  const [user] = await server.identity(`SELECT u.kind, u.display_name AS name, u.email FROM sessions s
    JOIN users u ON u.id = s.user_id WHERE s.id = ?`, [hash])
  expect(user).toEqual({ kind: 'customer', name: 'Vera', email: null })
})

test('names need not be unique, and one is not needed', async () => {
  const { server, ada } = world
  const [one, two] = [await openCase(server, inbox, { name: 'Vera' }), await openCase(server, inbox, { name: 'Vera' })]
  const [third] = [await openCase(server, inbox), await openCase(server, inbox, { name: ada.user.username })]
  expect(new Set([one.id, two.id, third.id]).size).toBe(3)
  await third.customer.say(third.roomId, 'hello')
  const { users } = (await third.customer.get(`/api/rooms/${third.roomId}/messages`)).body
  expect(users.map(({ displayName, kind }) => [displayName, kind])).toEqual([['Visitor', 'customer']])
  const found = (await world.grace.get('/api/users?query=Vera')).body.users
  expect(found, 'nobody finds a customer').toEqual([])
})

test('a customer writes and reads, comes back with history, and has several cases', async () => {
  const { customer, id, roomId } = await openCase(world.server, inbox, { text: 'Where is my order?' })
  const again = await customer.post(cases, { inbox: inbox.key, topic: 'Another' })
  expect(again.status).toBe(201)
  expect(bodyOf(again).token, 'who has a token keeps it').toBeUndefined()
  expect((await customer.history(roomId)).map(({ body }) => body)).toEqual(['Where is my order?'])
  expect(bodyOf(await customer.get(cases)).cases.map(one => one.id)).toEqual([bodyOf(again).case.id, id])
  expect(bodyOf(await customer.get(`${cases}/${id}`)).case).toMatchObject({ id, state: 'open' })
  expect((await customer.put(`/api/rooms/${roomId}/read`, { seq: 1 })).status).toBe(204)
  expect((await customer.delete(`/api/rooms/${roomId}/messages/1`)).status).toBe(204)
})

test('a socket opens by a ticket, once and for its own customer', async () => {
  const { customer, roomId } = await openCase(world.server, inbox)
  const { ticket } = bodyOf(await customer.post('/api/socket-tickets'))
  const dial = (path: string) => nobody(world.server).dial({ path })
  const both = [dial(`/ws?ticket=${ticket}`), dial(`/ws?ticket=${ticket}`)]
  expect((await Promise.all(both.map(socket => socket.status))).sort()).toEqual([101, 401])
  expect(await dial(`/ws?ticket=${ticket}`).status).toBe(401)
  expect(await dial('/ws?ticket=').status).toBe(401)
  expect(await dial(`/ws?ticket=${'a'.repeat(43)}`).status).toBe(401)
  expect(await dial('/ws').status).toBe(401)
  const socket = await customer.connect()
  expect((await socket.waitFor('ready')).user.kind).toBe('customer')
  const clientId = crypto.randomUUID()
  socket.send({ type: 'message.send', clientId, roomId, body: 'hello' })
  await socket.waitFor('message.acked', event => event.clientId === clientId)
  await socket.waitFor('message.created', ({ message }) => message.clientId === clientId)
  socket.send({ type: 'presence.watch', userIds: [world.ada.id] })
  await socket.waitFor('command.failed', ({ ref, code }) => ref === 'presence.watch' && code === 'not_found')
  socket.clear()
  socket.send({ type: 'message.send', clientId, roomId: world.gus.square.id, body: 'hello' })
  await socket.waitFor('command.failed', ({ code }) => code === 'not_found')
  for (const client of both) client.ws.terminate()
  await socket.close()
})

test('a ticket is over after 30 seconds', async () => {
  const { customer } = await openCase(world.server, inbox)
  const { ticket } = bodyOf(await customer.post('/api/socket-tickets'))
  const [row] = await world.server.identity<{ ms: number }>(
    'SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(3), MAX(expires_at)) AS ms FROM socket_tickets',
  )
  expect(Number(row?.ms)).toBeLessThanOrEqual(30)
  await world.server.identity('UPDATE socket_tickets SET expires_at = UTC_TIMESTAMP(3)')
  expect(await nobody(world.server).dial({ path: `/ws?ticket=${ticket}` }).status).toBe(401)
})

test('a token is no cookie, and a session is no token', async () => {
  const { server, ada, mallory } = world
  const { customer, roomId } = await openCase(server, inbox)
  const cookie = `plaza_session=${customer.token.replace('plazac_', '')}`
  const bare = nobody(server)
  expectProblem(
    await bare.ask({ method: 'GET', path: `/api/rooms/${roomId}`, headers: { cookie } }), 401, 'unauthenticated',
  )
  expect(await bare.dial({ headers: { cookie } }).status).toBe(401)
  const session = ada.cookies.get('plaza_session') ?? ''
  for (const token of [`plazac_${session}`, 'plazac_', `plazac_${'a'.repeat(43)}`]) {
    const headers = { authorization: `Bearer ${token}` }
    expectProblem(await bare.ask({ method: 'GET', path: cases, headers }), 401, 'unauthenticated')
  }
  expectProblem(await mallory.post('/api/socket-tickets'), 404, 'not_found')
  expectProblem(await bare.post('/api/socket-tickets'), 401, 'unauthenticated')
})

test('a page of a listed site may call, and no other', async () => {
  const { server } = world
  const { customer, roomId } = await openCase(server, inbox)
  const preflight = (page: string, path: string) => nobody(server).ask({
    method: 'OPTIONS', path, headers: { 'origin': page, 'access-control-request-method': 'POST' },
  })
  for (const path of [cases, `${cases}/1`, `/api/rooms/${roomId}/messages`, '/api/socket-tickets']) {
    const answer = await preflight(shop, path)
    expect(answer.status, path).toBe(204)
    expect(answer.headers['access-control-allow-origin']).toBe(shop)
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    expect((await preflight('https://evil.example', path)).headers['access-control-allow-origin']).toBeUndefined()
  }
  for (const path of ['/api/session', '/api/rooms', '/api/users', '/api/admin/users', '/api/support/inboxes']) {
    expect((await preflight(shop, path)).headers['access-control-allow-origin'], path).toBeUndefined()
  }
  customer.page = shop
  const answer = await customer.post(`/api/rooms/${roomId}/messages`, { clientId: crypto.randomUUID(), body: 'hi' })
  expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([201, shop])
  await (await customer.connect()).close()
})

test('a token is of no use on a page of another site', async () => {
  const { server } = world
  const { customer, roomId } = await openCase(server, inbox)
  const { ticket } = bodyOf(await customer.post('/api/socket-tickets'))
  // The other inbox lists it, this customer's does not.
  await casesSettled(server)
  for (const page of [other, 'https://evil.example', 'null']) {
    customer.page = page
    await expectNoChange(world, async () => {
      expectProblem(await customer.get(`/api/rooms/${roomId}/messages`), 403, 'forbidden')
      const input = { clientId: crypto.randomUUID(), body: 'hi' }
      expectProblem(await customer.post(`/api/rooms/${roomId}/messages`, input), 403, 'forbidden')
      expectProblem(await customer.post('/api/socket-tickets'), 403, 'forbidden')
      expectProblem(await customer.post(cases, { inbox: inbox.key }), 403, 'forbidden')
    })
  }
  expect(await nobody(server).dial({ path: `/ws?ticket=${ticket}`, headers: { origin: other } }).status).toBe(403)
})

test('a foreign page opens cases where it is listed only, and never in the name of who is logged in', async () => {
  const { ada } = world
  const ask = (origin: string) =>
    ada.ask({ method: 'POST', path: cases, body: { inbox: inbox.key }, headers: { origin } })
  await expectNoChange(world, async () => {
    expectProblem(await ask(other), 403, 'forbidden')
    expectProblem(await ask('null'), 403, 'forbidden')
  })
  const answer = await ask(shop)
  expect(answer.status).toBe(201)
  expect(bodyOf(answer).token, 'somebody new, not Ada').toMatch(/^plazac_/)
  const headers = { 'sec-fetch-site': 'cross-site' }
  const cross = await ada.ask({ method: 'POST', path: cases, body: { inbox: inbox.key }, headers })
  expectProblem(cross, 403, 'forbidden')
  expectProblem(await nobody(world.server).post(cases, { inbox: 'nothing' }), 404, 'not_found')
})

test('whom the server of the host has signed is one customer on every device', async () => {
  const { server } = world
  const open = (identity: object, key = inbox.key) => nobody(server).post(cases, { inbox: key, name: 'Vera', identity })
  const identity = { id: 'user-7', hmac: sign(inbox.identitySecret, 'user-7') }
  const [one, two] = await Promise.all([open(identity), open(identity)])
  expect([one.status, two.status]).toEqual([201, 201])
  const second = Object.assign(new Customer(server.origin), { token: bodyOf(two).token })
  const own = bodyOf(await second.get(cases)).cases.map(({ id }) => id).sort()
  expect(own).toEqual([bodyOf(one).case.id, bodyOf(two).case.id].sort())
  const forged = [
    { id: 'user-8', hmac: identity.hmac }, { id: 'user-7', hmac: sign('another secret', 'user-7') },
    { id: 'user-7', hmac: '0'.repeat(64) },
  ]
  for (const one of forged) expectProblem(await open(one), 403, 'forbidden')
  const elsewhere = await openInbox(root, [])
  expectProblem(await open(identity, elsewhere.key), 403, 'forbidden')
  expectProblem(await second.post(cases, { inbox: elsewhere.key }), 404, 'not_found')
})

test('the form of an inbox says what is asked', async () => {
  const form = { name: 'off', email: 'required', topic: 'off' }
  const strict = await openInbox(root, [world.ada], { form })
  const answer = await nobody(world.server).post(cases, { inbox: strict.key })
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toEqual([{ path: 'email', code: 'required' }])
  const { id } = await openCase(world.server, strict, { name: 'Vera', email: 'vera@example.org', topic: 'My order' })
  const { case: found } = bodyOf(await world.ada.get(`${cases}/${id}`))
  expect(found).toMatchObject({ topic: '', customer: { email: 'vera@example.org', verified: false } })
  expect(found.customer.user.displayName).toBe('Visitor')
})

test.each([
  [{ name: 'a\u0000b' }, 'name', 'single_line'],
  [{ name: 'a'.repeat(65) }, 'name', 'too_long'],
  [{ email: 'nobody' }, 'email', 'email'],
  [{ topic: 'a'.repeat(501) }, 'topic', 'too_long'],
  [{ identity: { id: '7', hmac: 'x' } }, 'identity.hmac', 'hmac'],
])('%j is refused by its field', async (fields, path, code) => {
  const answer = await nobody(world.server).post(cases, { inbox: inbox.key, ...fields })
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors).toContainEqual({ path, code })
})

test('members and guests turn to the team as who they are', async () => {
  const { server, mallory } = world
  const gus = await guest(server)
  for (const client of [mallory, gus]) {
    const answer = await client.post(cases, { inbox: inbox.key, name: 'Somebody else' })
    const { case: { id, roomId }, token } = bodyOf(answer)
    expect([answer.status, token]).toEqual([201, undefined])
    await client.say(roomId, 'hello')
    expect(bodyOf(await client.get(`${cases}?view=own`)).cases.map(one => one.id)).toEqual([id])
    expect((await client.rooms()).some(room => room.id === roomId)).toBe(false)
    expect(bodyOf(await world.ada.get(`${cases}/${id}`)).case.customer.user.id).toBe(client.id)
    expectProblem(await client.get(cases), 404, 'not_found')
  }
})

test('an admin who disables a customer ends the token and the socket', async () => {
  const { customer, roomId } = await openCase(world.server, inbox)
  const socket = await customer.connect()
  const { user } = await socket.waitFor('ready')
  expect((await root.patch(`/api/admin/users/${user.id}`, { disabled: true })).status).toBe(200)
  expect((await socket.closed).code).toBe(4401)
  expectProblem(await customer.get(`/api/rooms/${roomId}`), 401, 'unauthenticated')
  expectProblem(await root.patch(`/api/admin/users/${user.id}`, { role: 'admin' }), 409, 'conflict')
  const listed = (await root.get('/api/admin/users?limit=200')).body.users
  expect(listed.some(({ kind }) => kind === 'customer'), 'customers are a list of their own').toBe(false)
  expect((await root.get('/api/admin/users?kind=customer')).body.users[0]?.kind).toBe('customer')
})
