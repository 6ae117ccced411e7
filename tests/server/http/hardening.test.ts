import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { firstAdmin, guest, member, nobody } from '../../support/cast.ts'
import { presenceHeard } from '../../support/presence.ts'
import { unique } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useServer } from '../../support/world.ts'

const world = useServer('hardening')

test('a change of password ends the logins with the old one that are under way', async () => {
  const { server } = world
  const ada = await member(server, 'ada')
  const old = { login: ada.email, password: ada.password }
  const logins = Array.from({ length: 12 }, async () => {
    const browser = nobody(server)
    return (await browser.post('/api/session', old)).status === 200 ? browser : undefined
  })
  const changed = ada.put('/api/account/password', {
    currentPassword: ada.password,
    newPassword: 'another long secret',
  })
  const browsers = await Promise.all(logins)
  expect((await changed).status).toBe(204)
  for (const browser of browsers) if (browser) expect((await browser.get('/api/session')).status).toBe(401)
  expect((await ada.get('/api/session')).status).toBe(200)
})

test('a login in the same browser ends the session it replaces', async () => {
  const { server } = world
  const ada = await member(server, 'ada')
  const socket = await ada.connect()
  await ada.post('/api/session', { login: ada.email, password: ada.password })
  expect(await socket.closed).toMatchObject({ code: 4401 })
  expect((await ada.get('/api/session')).status).toBe(200)
})

test('names that look alike and come at once are one person at most', async () => {
  const { server } = world
  for (let n = 0; n < 5; n++) {
    const tail = `${Date.now() % 100000}${n}`
    const names = [`xaocpao${tail}`, `хаосрао${tail}`]
    const answers = await Promise.all(names.map(username => guestNamed(username)))
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409])
    const kept = await server.identity('SELECT id FROM users WHERE username IN (?, ?)', names)
    expect(kept).toHaveLength(1)
  }
})

test('a name that grows when it is folded is kept, and a crafted cursor is invalid', async () => {
  const ada = await member(world.server, 'ada')
  const patched = await ada.patch('/api/account', { displayName: 'ﷺ'.repeat(64) })
  expect(patched.status).toBe(200)
  const room = await ada.post('/api/rooms', { name: 'ﷺ'.repeat(80), visibility: 'public' })
  expect(room.status).toBe(201)
  const cursor = Buffer.from('9007199254740991.1').toString('base64url')
  expectProblem(await ada.get(`/api/rooms?cursor=${cursor}`), 400, 'invalid')
})

test('closing an open room sees its guests out, and no guest looks after one', async () => {
  const { server } = world
  const root = await firstAdmin(server)
  const [gus, ada] = await Promise.all([guest(server), member(server, 'ada')])
  const { body: { room } } = await root.post('/api/rooms', { name: unique('open'), visibility: 'open' })
  for (const person of [gus, ada]) await person.put(`/api/rooms/${room.id}/membership`)
  const [guestSocket, memberSocket] = [await gus.connect(), await ada.connect()]
  expectProblem(await root.put(`/api/rooms/${room.id}/members/${gus.user.id}`, { role: 'moderator' }), 403, 'forbidden')
  expect((await root.patch(`/api/rooms/${room.id}`, { visibility: 'private' })).status).toBe(200)
  await guestSocket.waitFor('room.left')
  expect((await memberSocket.waitFor('member.left')).userId).toBe(gus.user.id)
  expectProblem(await gus.get(`/api/rooms/${room.id}`), 404, 'not_found')
  expect((await ada.get(`/api/rooms/${room.id}`)).body.room.memberCount).toBe(2)
})

test('a guest who left hears no more of the people there', async () => {
  const { server } = world
  const [gus, ada] = await Promise.all([guest(server), member(server, 'ada')])
  const socket = await gus.connect()
  socket.send({ type: 'presence.watch', userIds: [ada.user.id, gus.id] })
  await socket.waitFor('presence.changed', event => event.userId === ada.user.id)
  await gus.delete(`/api/rooms/${gus.square.id}/membership`)
  await socket.waitFor('room.left')
  socket.clear()
  await (await ada.connect()).close()
  expect(await presenceHeard(gus, socket)).toEqual([])
})

test('one sync is bounded over all its rooms, and says where to read on', async () => {
  const { server } = world
  const ada = await member(server, 'ada')
  const rooms: number[] = []
  for (let n = 0; n < 4; n++) {
    rooms.push((await ada.post('/api/rooms', { name: unique('big'), visibility: 'private' })).body.room.id)
  }
  const writer = await ada.connect()
  const body = '\u0001'.repeat(3999) + 'a'
  for (const [index, roomId] of rooms.entries()) {
    for (let n = 0; n < 100; n++) writer.send({ type: 'message.send', roomId, clientId: randomUUID(), body })
    await until('all to be acked', () => writer.of('message.acked').length === 100 * (index + 1))
  }
  const reader = await ada.connect()
  reader.send({ type: 'sync', cursors: Object.fromEntries(rooms.map(id => [id, { seq: 0, rev: 0 }])) })
  reader.send({ type: 'ping', id: 'end' })
  await reader.waitFor('pong')
  const gaps = reader.of('room.gap')
  expect(gaps.length).toBeGreaterThan(0)
  expect(reader.of('message.created').length + gaps.length * 100).toBe(400)
})

function guestNamed(username: string) {
  return fetch(`${world.server.origin}/api/guests`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ username }),
  })
}
