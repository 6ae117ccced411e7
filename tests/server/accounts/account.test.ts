import { expect, test } from 'vitest'
import { group, guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('account')

async function secondDevice(person: Client): Promise<Client> {
  const device = nobody(world.server)
  const answer = await device.post('/api/session', { login: person.email, password: person.password })
  expect(answer.status).toBe(200)
  return Object.assign(device, { user: person.user, email: person.email, password: person.password })
}

test('a new name is told to everyone who shares a room, and to nobody else', async () => {
  const { server, grace } = world
  const linus = await member(server, 'linus')
  const loner = await member(server, 'loner')
  const [square] = await loner.rooms()
  await loner.delete(`/api/rooms/${square!.id}/membership`)
  const [near, far] = await Promise.all([grace.connect(), loner.connect()])
  const username = unique('torvald')
  const answer = await linus.patch('/api/account', { username, displayName: 'Torvald' })
  expect(answer.status).toBe(200)
  expect(answer.body.user).toEqual({ ...linus.user, username, displayName: 'Torvald' })
  const told = await near.waitFor('user.updated', event => event.user.id === linus.id)
  const { email, ...profile } = answer.body.user
  expect(told.user).toEqual(profile)
  expect(JSON.stringify(told)).not.toContain(email)
  expect(await far.settled('user.updated')).toEqual([])
  await Promise.all([near.close(), far.close()])
})

test('the own other devices hear of a new name', async () => {
  const linus = await member(world.server, 'linus')
  const socket = await linus.connect()
  await linus.patch('/api/account', { displayName: 'L.' })
  await socket.waitFor('user.updated', event => event.user.id === linus.id && event.user.displayName === 'L.')
  await socket.close()
})

test('the old name is free after a rename, and the new one is taken', async () => {
  const { server } = world
  const linus = await member(server, 'linus')
  const old = linus.user.username
  const username = unique('new')
  await linus.patch('/api/account', { username })
  expectProblem(await nobody(server).post('/api/guests', { username }), 409, 'username_taken')
  expect((await nobody(server).post('/api/guests', { username: old })).status).toBe(201)
})

test('one cannot take the name of another, but may change the case of the own', async () => {
  const { server, ada } = world
  const linus = await member(server, 'linus')
  expectProblem(await linus.patch('/api/account', { username: ada.user.username.toUpperCase() }), 409, 'username_taken')
  const louder = linus.user.username.toUpperCase()
  expect((await linus.patch('/api/account', { username: louder })).body.user.username).toBe(louder)
})

test('a guest may rename too', async () => {
  const gus = await guest(world.server)
  const username = unique('gustav')
  const answer = await gus.patch('/api/account', { username })
  expect(answer.body.user).toMatchObject({ id: gus.id, kind: 'guest', username })
})

test('an account is changed by its owner alone, in its names alone', async () => {
  const { server } = world
  expectProblem(await nobody(server).patch('/api/account', { username: 'x' }), 401, 'unauthenticated')
  const linus = await member(server, 'linus')
  const answer = await linus.patch('/api/account', { role: 'admin', kind: 'bot', id: 1, email: 'x@y.test' })
  expect(answer.status).toBe(200)
  expect((await linus.get('/api/session')).body.user).toEqual(linus.user)
  expectProblem(await linus.patch('/api/account', { username: '' }), 400, 'invalid')
  expectProblem(await linus.patch('/api/account', { displayName: '\u200B' }), 400, 'invalid')
})

test('a new password ends all other sessions at once, and stays in this one', async () => {
  const { server, ada } = world
  const linus = await member(server, 'linus')
  const room = await group(ada, [linus])
  const phone = await secondDevice(linus)
  const [there, here] = await Promise.all([phone.connect(), linus.connect()])
  const answer = await linus.put('/api/account/password', {
    currentPassword: linus.password,
    newPassword: 'another long secret',
  })
  expect(answer.status).toBe(204)
  await ada.say(room.id, 'who still hears this?')
  expect((await there.closed).code).toBe(4401)
  expect(there.of('message.created')).toEqual([])
  expectProblem(await phone.get('/api/session'), 401, 'unauthenticated')
  await here.waitFor('message.created')
  expect((await linus.get('/api/session')).status).toBe(200)
  const old = await nobody(server).post('/api/session', { login: linus.email, password: linus.password })
  expectProblem(old, 401, 'unauthenticated')
  const fresh = await nobody(server).post('/api/session', { login: linus.email, password: 'another long secret' })
  expect(fresh.status).toBe(200)
  await here.close()
})

test('a new password needs the present one', async () => {
  const { server, gus } = world
  const linus = await member(server, 'linus')
  const phone = await secondDevice(linus)
  const wrong = await linus.put('/api/account/password', {
    currentPassword: 'a guess at it',
    newPassword: 'another long secret',
  })
  expect([400, 401, 403]).toContain(wrong.status)
  expectProblem(
    await linus.put('/api/account/password', { currentPassword: linus.password, newPassword: 'short' }),
    400, 'invalid',
  )
  expect((await phone.get('/api/session')).status).toBe(200)
  const nobodys = await nobody(server).put('/api/account/password', {
    currentPassword: 'x',
    newPassword: 'another long secret',
  })
  expectProblem(nobodys, 401, 'unauthenticated')
  expect(
    (await gus.put('/api/account/password', { currentPassword: 'x', newPassword: 'another long secret' })).status,
  ).toBeGreaterThanOrEqual(400)
})

test('after a deletion the messages stay under "deleted user" and the person is gone', async () => {
  const { server, ada } = world
  const linus = await member(server, 'linus')
  const room = await group(ada, [linus])
  const said = await linus.say(room.id, 'I was here')
  const [mine, hers] = await Promise.all([linus.connect(), ada.connect()])
  const answer = await linus.delete('/api/account', { password: linus.password })
  expect(answer.status).toBe(204)
  const after = await ada.say(room.id, 'was that Linus?')
  expect((await mine.closed).code).toBe(4401)
  expect(mine.of('message.created')).toEqual([])
  expectProblem(await linus.get('/api/session'), 401, 'unauthenticated')
  await hers.waitFor('member.left', event => event.roomId === room.id && event.userId === linus.id)
  const told = await hers.waitFor('user.updated', event => event.user.id === linus.id)
  expect(told.user).toMatchObject({ deleted: true, username: '', displayName: '' })
  const page = (await ada.get(`/api/rooms/${room.id}/messages`)).body
  expect(page.messages).toEqual([said, after])
  expect(page.users.find(user => user.id === linus.id)).toMatchObject({ deleted: true, username: '', displayName: '' })
  expect((await ada.members(room.id)).map(one => one.user.id)).toEqual([ada.id])
  expect((await ada.room(room.id)).memberCount).toBe(1)
  await hers.close()
})

test('a deleted account leaves nothing that names the person, its e-mail is free, its name in 90 days', async () => {
  const { server, ada } = world
  const linus = await member(server, 'linus')
  await linus.delete('/api/account', { password: linus.password })
  const [row] = await server.identity('SELECT * FROM users WHERE id = ?', [linus.id])
  expect(JSON.stringify(row)).not.toContain(linus.user.username)
  expect((await ada.get(`/api/users?query=${linus.user.username}`)).body.users).toEqual([])
  const login = await nobody(server).post('/api/session', { login: linus.email, password: linus.password })
  expectProblem(login, 401, 'unauthenticated')
  const wanted = { email: linus.email, username: linus.user.username, password: 'a long enough secret' }
  for (const username of [wanted.username, wanted.username.toUpperCase()]) {
    expectProblem(await nobody(server).post('/api/users', { ...wanted, username }), 409, 'username_taken')
    expectProblem(await nobody(server).post('/api/guests', { username }), 409, 'username_taken')
  }
  await server.identity('UPDATE retired_names SET expires_at = NOW(3) - INTERVAL 1 SECOND')
  const again = await nobody(server).post('/api/users', wanted)
  expect(again.status, again.text).toBe(201)
  expect(again.body.user.id).not.toBe(linus.id)
})

test('a deletion needs the password, but not from a guest', async () => {
  const { server } = world
  const linus = await member(server, 'linus')
  for (const body of [{}, { password: 'a guess at it' }]) {
    const answer = await linus.delete('/api/account', body)
    expect([400, 401, 403]).toContain(answer.status)
  }
  expect((await linus.get('/api/session')).status).toBe(200)
  const gus = await guest(server)
  expect((await gus.delete('/api/account', {})).status).toBe(204)
  expectProblem(await gus.get('/api/session'), 401, 'unauthenticated')
  expectProblem(await nobody(server).delete('/api/account', { password: 'x' }), 401, 'unauthenticated')
})

test('a room whose only owner deletes the account keeps an owner', async () => {
  const { server, grace } = world
  const linus = await member(server, 'linus')
  const room = await group(linus, [grace])
  expect((await linus.delete('/api/account', { password: linus.password })).status).toBe(204)
  const members = await grace.members(room.id)
  expect(members.map(one => [one.user.id, one.role])).toEqual([[grace.id, 'owner']])
})
