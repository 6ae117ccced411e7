import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { beforeAll, expect, test } from 'vitest'
import { auditOf, body, jobEnd, startJob } from '../../support/admin.ts'
import { firstAdmin, group, guest, member, nobody } from '../../support/cast.ts'
import { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-user')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

async function logIn(login: string, password: string) {
  return new Client(world.server.origin).post('/api/session', { login, password })
}

async function secondAdmin(): Promise<Client> {
  const other = await member(world.server, 'hedy')
  expect((await root.patch(`/api/admin/users/${other.id}`, { role: 'admin' })).status).toBe(200)
  return other
}

test('an admin makes an account whose person can log in, whatever the registration is set to', async () => {
  const username = unique('made')
  const input = { email: `${username}@plaza.test`, username, password: 'a long enough secret', role: 'agent' }
  const answer = await root.post('/api/admin/users', input)
  expect(answer.status).toBe(201)
  const { user } = body(answer)
  expect(user).toMatchObject({ username, role: 'agent', kind: 'member', email: input.email, disabledAt: null })
  expect(user.rooms.map(room => room.name)).toContain('The square')
  expect((await logIn(username, input.password)).status).toBe(200)
  const [entry] = await auditOf(root, 'user', user.id)
  expect(entry).toMatchObject({
    action: 'user.created',
    actor: { id: root.id },
    address: '127.0.0.1',
    before: null,
    after: { username, role: 'agent' },
  })
  expect(JSON.stringify(entry)).not.toContain(input.password)
})

test('a name that is taken and fields that are not as they should be are refused', async () => {
  const good = { email: `${unique('x')}@plaza.test`, username: unique('x'), password: 'a long enough secret' }
  expectProblem(
    await root.post('/api/admin/users', { ...good, username: world.ada.user.username }),
    409, 'username_taken',
  )
  for (const bad of [{ email: 'no' }, { username: '' }, { password: 'short' }, { role: 'king' }, { displayName: 5 }]) {
    expectProblem(await root.post('/api/admin/users', { ...good, ...bad }), 400, 'invalid')
  }
})

test('who is disabled is out at once, cannot come back, and can when enabled again', async () => {
  const person = await member(world.server, 'linus')
  const room = await group(world.ada, [person])
  const socket = await person.connect()
  expect(body(await root.patch(`/api/admin/users/${person.id}`, { disabled: true })).user.disabledAt).toEqual(
    expect.any(String),
  )
  await world.ada.say(room.id, 'is Linus still there?')
  expect((await socket.closed).code).toBe(4401)
  expect(socket.of('message.created')).toEqual([])
  expectProblem(await person.get('/api/rooms'), 401, 'unauthenticated')
  expectProblem(await logIn(person.email, person.password), 403, 'forbidden')
  expectProblem(await logIn(person.email, 'a wrong password'), 401, 'unauthenticated')
  await root.patch(`/api/admin/users/${person.id}`, { disabled: false })
  expect((await logIn(person.email, person.password)).status).toBe(200)
  const entries = await auditOf(root, 'user', person.id)
  expect(entries.map(entry => entry.action)).toEqual(['user.enabled', 'user.disabled'])
  expect(entries[1]).toMatchObject({ before: { disabledAt: null }, after: { disabledAt: expect.any(String) } })
})

test('the others do not lose their sockets, and members hear a new name', async () => {
  const room = await group(world.ada, [world.grace])
  const [hers, outside] = [await world.grace.connect(), await world.mallory.connect()]
  const displayName = unique('Ada the first')
  await root.patch(`/api/admin/users/${world.ada.id}`, { displayName })
  expect((await hers.waitFor('user.updated', event => event.user.id === world.ada.id)).user.displayName).toBe(
    displayName,
  )
  expect(JSON.stringify(hers.received)).not.toContain(world.ada.email)
  expect((await world.ada.room(room.id)).id).toBe(room.id)
  await Promise.all([hers.close(), outside.close()])
})

test('a role that is taken away is gone with the next request', async () => {
  const other = await secondAdmin()
  expect((await other.get('/api/admin/users')).status).toBe(200)
  await root.patch(`/api/admin/users/${other.id}`, { role: 'user' })
  expectProblem(await other.get('/api/admin/users'), 404, 'not_found')
  const [entry] = await auditOf(root, 'user', other.id)
  expect(entry).toMatchObject({ action: 'user.role_changed', before: { role: 'admin' }, after: { role: 'user' } })
})

test('nobody can demote, disable or delete the last admin', async () => {
  expectProblem(await root.patch(`/api/admin/users/${root.id}`, { role: 'user' }), 409, 'last_admin')
  expectProblem(await root.patch(`/api/admin/users/${root.id}`, { disabled: true }), 409, 'last_admin')
  expectProblem(await root.delete(`/api/admin/users/${root.id}`), 409, 'last_admin')
  expectProblem(await root.delete('/api/account', { password: root.password }), 409, 'last_admin')
  expect((await root.get('/api/admin/access')).status).toBe(204)
})

test.each([
  ['demote', (actor: Client, target: Client) => actor.patch(`/api/admin/users/${target.id}`, { role: 'user' })],
  ['disable', (actor: Client, target: Client) => actor.patch(`/api/admin/users/${target.id}`, { disabled: true })],
  ['delete', (actor: Client, target: Client) => actor.delete(`/api/admin/users/${target.id}`)],
])('two admins who %s each other at once leave one', async (_, act) => {
  const [one, two] = [await secondAdmin(), await secondAdmin()]
  await world.server.identity('UPDATE users SET role = \'user\' WHERE id = ?', [root.id])
  try {
    await Promise.all([act(one, two), act(two, one)])
    const left = await world.server.identity(
      'SELECT id FROM users WHERE role = \'admin\' AND disabled_at IS NULL AND deleted_at IS NULL',
    )
    expect(left.length).toBe(1)
  }
  finally {
    await world.server.identity('UPDATE users SET role = \'user\' WHERE id IN (?, ?)', [one.id, two.id])
    await world.server.identity('UPDATE users SET role = \'admin\' WHERE id = ?', [root.id])
  }
})

test('a deleted person is gone everywhere, and what they wrote stays', async () => {
  const person = await member(world.server, 'ivan')
  const room = await group(world.ada, [person])
  await person.say(room.id, 'I was here')
  const socket = await person.connect()
  expect((await root.delete(`/api/admin/users/${person.id}`)).status).toBe(204)
  await world.ada.say(room.id, 'is Ivan still there?')
  expect((await socket.closed).code).toBe(4401)
  expect(socket.of('message.created')).toEqual([])
  expect((await world.ada.members(room.id)).map(one => one.user.id)).toEqual([world.ada.id])
  expect((await world.ada.history(room.id))[0]).toMatchObject({ body: 'I was here', authorId: person.id })
  expectProblem(await root.patch(`/api/admin/users/${person.id}`, { displayName: 'again' }), 404, 'not_found')
  expect((await auditOf(root, 'user', person.id))[0]).toMatchObject({
    action: 'user.deleted',
    before: { username: person.user.username },
  })
})

test('a link sets a new password once and ends every session', async () => {
  const person = await member(world.server, 'forgetful')
  const link = body(await root.post(`/api/admin/users/${person.id}/password-reset`))
  const newer = body(await root.post(`/api/admin/users/${person.id}/password-reset`))
  const visitor = nobody(world.server)
  const password = 'quite another secret'
  expectProblem(await visitor.put('/api/password', { token: link.token, password }), 404, 'not_found')
  expectProblem(await visitor.put('/api/password', { token: newer.token, password: 'short' }), 400, 'invalid')
  expect((await visitor.put('/api/password', { token: newer.token, password })).status).toBe(204)
  expectProblem(await visitor.put('/api/password', { token: newer.token, password }), 404, 'not_found')
  expectProblem(await person.get('/api/session'), 401, 'unauthenticated')
  expectProblem(await logIn(person.email, person.password), 401, 'unauthenticated')
  expect((await logIn(person.email, password)).status).toBe(200)
  expect(JSON.stringify(await auditOf(root, 'user', person.id))).not.toContain(newer.token)
})

test('a device can be signed out alone', async () => {
  const person = await member(world.server, 'twice')
  const second = new Client(world.server.origin)
  await second.ask({
    method: 'POST',
    path: '/api/session',
    body: { login: person.email, password: person.password },
    headers: { 'user-agent': 'Second device' },
  })
  const { sessions } = body(await root.get(`/api/admin/users/${person.id}/sessions`))
  expect(sessions).toHaveLength(2)
  const device = sessions.find(session => session.userAgent === 'Second device')
  expect(device).toMatchObject({ address: '127.0.0.1', seenAt: expect.any(String) })
  expect((await root.delete(`/api/admin/users/${person.id}/sessions/${device?.id}`)).status).toBe(204)
  expectProblem(await second.get('/api/session'), 401, 'unauthenticated')
  expect((await person.get('/api/session')).status).toBe(200)
  expectProblem(await root.delete(`/api/admin/users/${person.id}/sessions/${device?.id}`), 404, 'not_found')
  await root.delete(`/api/admin/users/${person.id}/sessions`)
  expectProblem(await person.get('/api/session'), 401, 'unauthenticated')
})

test('the export holds everything of a person and nothing of others', async () => {
  const room = await group(world.ada, [world.grace])
  const [mine, theirs] = [unique('mine'), unique('theirs')]
  await world.ada.say(room.id, mine)
  await world.grace.say(room.id, theirs)
  const answer = await root.get(`/api/admin/users/${world.ada.id}/export`)
  expect(answer.status).toBe(200)
  const data = JSON.parse(answer.text) as {
    user: { email: string }
    messages: { body: string }[]
    memberships: { roomId: number }[]
  }
  expect(data.user.email).toBe(world.ada.email)
  expect(data.messages.map(message => message.body)).toContain(mine)
  expect(data.memberships.map(one => one.roomId)).toContain(room.id)
  expect(answer.text).not.toContain(theirs)
  expect(answer.text).not.toMatch(/argon2|password/i)
})

test('the export leaves out what was said in direct rooms', async () => {
  const direct = (await world.ada.post('/api/directs', { userId: world.grace.id })).body.room
  const secret = unique('between-us')
  const message = await world.ada.say(direct.id, secret)
  const answer = await root.get(`/api/admin/users/${world.ada.id}/export`)
  expect(answer.text).not.toContain(secret)
  const data = JSON.parse(answer.text) as { messages: { roomId: number, seq: number, body: string | null }[] }
  expect(data.messages).toContainEqual(
    expect.objectContaining({ roomId: direct.id, seq: message.seq, body: null, direct: true }),
  )
})

test('an export of a person that fails midway is broken off, and is no JSON', async () => {
  const person = await member(world.server, 'broken')
  const { id } = await group(person)
  await world.server.chat(`INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at)
    SELECT ?, seq, ?, UNHEX(MD5(CONCAT(?, '-', seq))), REPEAT('x', 3000), NOW(3) + INTERVAL seq SECOND
    FROM seq_1_to_5000`, [id, person.id, person.id])
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    get(`${world.server.origin}/api/admin/users/${person.id}/export`, { headers: { cookie: root.cookie } }, resolve).on(
      'error',
      reject,
    ),
  )
  let text = ''
  answer.setEncoding('utf8').on('data', (chunk: string) => text += chunk).on('error', () => undefined)
  const closed = new Promise(resolve => answer.on('close', resolve))
  await new Promise<void>(resolve => answer.on('data', () => text.length > 1_000_000 && resolve()))
  // The reader takes nothing now, so most of it is still to be read when the table goes.
  answer.pause()
  await world.server.chat('RENAME TABLE messages TO messages_away')
  try {
    answer.resume()
    await closed
    expect(answer.complete).toBe(false)
    expect(() => JSON.parse(text) as unknown).toThrow()
  }
  finally {
    await world.server.chat('RENAME TABLE messages_away TO messages')
  }
})

test('old guests are tidied up in the background, those who were here stay', async () => {
  const [old, fresh] = [await guest(world.server, 'old'), await guest(world.server, 'fresh')]
  await world.server.identity('UPDATE users SET created_at = created_at - INTERVAL 40 DAY WHERE id IN (?, ?)', [
    old.id, fresh.id,
  ])
  await world.server.identity('UPDATE sessions SET seen_at = seen_at - INTERVAL 40 DAY WHERE user_id = ?', [old.id])
  const job = await startJob(root, { kind: 'guest_tidy', days: 30 })
  expect(await jobEnd(root, job.id)).toMatchObject({ state: 'done', affected: 1, done: 1, total: 1 })
  expectProblem(await old.get('/api/session'), 401, 'unauthenticated')
  expect((await fresh.get('/api/session')).status).toBe(200)
})
