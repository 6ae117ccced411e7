import { expect, test } from 'vitest'
import { group, guest, nobody } from '../../support/cast.ts'
import { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('guest')

const claim = () => ({ email: `${unique('claimed')}@plaza.test`, password: 'a long enough secret' })

test('a name alone opens the square', async () => {
  const client = nobody(world.server)
  const username = unique('gus')
  const answer = await client.post('/api/guests', { username })
  expect(answer.status).toBe(201)
  expect(answer.body.user).toMatchObject({ kind: 'guest', role: 'user', username, displayName: username })
  expect(answer.body.user).not.toHaveProperty('email')
  expect(answer.body.room).toMatchObject({
    kind: 'group',
    visibility: 'open',
    name: 'The square',
    role: 'member',
    unread: 0,
  })
  expect(answer.body.room.readSeq).toBe(answer.body.room.lastSeq)
  expect((await client.get('/api/session')).body.user.id).toBe(answer.body.user.id)
  expect((await client.rooms()).map(room => room.id)).toEqual([answer.body.room.id])
})

test('those in the square hear that a guest has come', async () => {
  const { ada, server } = world
  const socket = await ada.connect()
  const gus = await guest(server)
  const joined = await socket.waitFor('member.joined', event => event.user.id === gus.id)
  expect(joined).toMatchObject({
    roomId: gus.square.id,
    role: 'member',
    user: { username: gus.user.username, kind: 'guest' },
  })
  await socket.close()
})

test('a guest reads and writes in the square', async () => {
  const { gus, ada } = world
  const socket = await ada.connect()
  const message = await gus.say(gus.square.id, 'hello, square')
  const heard = await socket.waitFor('message.created', event => event.message.seq === message.seq)
  expect(heard.message).toEqual(message)
  expect((await gus.history(gus.square.id)).at(-1)).toEqual(message)
  await socket.close()
})

test('a guest can neither make rooms nor begin a direct one', async () => {
  const { gus, ada } = world
  expectProblem(await gus.post('/api/rooms', { name: 'mine', visibility: 'public' }), 403, 'forbidden')
  expectProblem(await gus.post('/api/directs', { userId: ada.id }), 403, 'forbidden')
})

test('a guest sees no room but open ones', async () => {
  const { gus, ada } = world
  for (const visibility of ['public', 'private'] as const) {
    const room = await group(ada, [], visibility)
    expectProblem(await gus.put(`/api/rooms/${room.id}/membership`), 404, 'not_found')
    expectProblem(await gus.get(`/api/rooms/${room.id}`), 404, 'not_found')
    expect((await ada.put(`/api/rooms/${room.id}/members/${gus.id}`)).status).toBeGreaterThanOrEqual(400)
  }
  const { rooms } = (await gus.get('/api/rooms/directory')).body
  expect(rooms.map(room => room.visibility)).toEqual(['open'])
})

test('a claim makes the guest a member who keeps id, rooms, history and session', async () => {
  const { server, ada } = world
  const gus = await guest(server)
  const said = await gus.say(gus.square.id, 'said as a guest')
  const socket = await ada.connect()
  const wanted = claim()
  const answer = await gus.post('/api/guests/claim', wanted)
  expect(answer.status).toBe(200)
  expect(answer.body.user).toEqual({ ...gus.user, kind: 'member', email: wanted.email })
  expect((await gus.get('/api/session')).body.user.kind).toBe('member')
  expect((await gus.history(gus.square.id)).find(message => message.seq === said.seq)?.authorId).toBe(gus.id)
  const login = await nobody(server).post('/api/session', { login: wanted.email, password: wanted.password })
  expect(login.body.user.id).toBe(gus.id)
  const told = await socket.waitFor('user.updated', event => event.user.id === gus.id)
  expect(told.user.kind).toBe('member')
  expect(told.user).not.toHaveProperty('email')
  expect((await gus.post('/api/rooms', { name: 'now I may', visibility: 'private' })).status).toBe(201)
  await socket.close()
})

test('a claimed account cannot be claimed again, nor can one that never was a guest', async () => {
  const gus = await guest(world.server)
  await gus.post('/api/guests/claim', claim())
  for (const client of [gus, world.ada]) {
    const answer = await client.post('/api/guests/claim', claim())
    expect([403, 409]).toContain(answer.status)
  }
})

test('nobody cannot claim', async () => {
  expectProblem(await nobody(world.server).post('/api/guests/claim', claim()), 401, 'unauthenticated')
})

test('a claim needs a free e-mail and a good password, else the guest stays a guest', async () => {
  const gus = await guest(world.server)
  expectProblem(await gus.post('/api/guests/claim', { ...claim(), email: world.ada.email }), 409, 'email_taken')
  expectProblem(await gus.post('/api/guests/claim', { ...claim(), password: 'short' }), 400, 'invalid')
  expect((await gus.get('/api/session')).body.user.kind).toBe('guest')
})

test('two claims of one guest at once make one account', async () => {
  const gus = await guest(world.server)
  const wanted = [claim(), claim()]
  const answers = await Promise.all(wanted.map(one => gus.post('/api/guests/claim', one)))
  const winner = answers.findIndex(answer => answer.status === 200)
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(1)
  const { email } = (await gus.get('/api/session')).body.user
  expect(email).toBe(wanted[winner]?.email)
})

test('a guest has no password to log in with', async () => {
  const { gus, server } = world
  for (const password of ['', 'null', 'undefined', gus.user.username]) {
    const answer = await nobody(server).post('/api/session', { login: gus.user.username, password })
    expect([400, 401]).toContain(answer.status)
  }
})

test('the device keeps the session over a restart of the server', async () => {
  const { server } = world
  const gus = await guest(server)
  await server.restart()
  const device = new Client(server.origin)
  for (const [name, value] of gus.cookies) device.cookies.set(name, value)
  expect((await device.get('/api/session')).body.user.id).toBe(gus.id)
  expect((await device.rooms()).map(room => room.id)).toEqual([gus.square.id])
})
