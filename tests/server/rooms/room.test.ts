import { expect, test } from 'vitest'
import { firstAdmin, group, nobody } from '../../support/cast.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('room')

test('a member makes a room and owns it', async () => {
  const { ada, mallory } = world
  const [mine, others] = await Promise.all([ada.connect(), mallory.connect()])
  const answer = await ada.post('/api/rooms', { name: '  Garden  ', topic: 'What grows', visibility: 'private' })
  expect(answer.status).toBe(201)
  const { room } = answer.body
  expect(room).toEqual({
    id: expect.any(Number), kind: 'group', visibility: 'private', name: 'Garden', topic: 'What grows', lastSeq: 0,
    avatarUrl: null, rev: expect.any(Number), memberCount: 1, archived: false, readSeq: 0, unread: 0, mentions: 0,
    role: 'owner',
    notifications: { level: 'all' },
  })
  expect((await ada.get(`/api/rooms/${room.id}`)).body.room).toEqual(room)
  expect((await mine.waitFor('room.joined', event => event.room.id === room.id)).room).toEqual(room)
  await others.settle()
  expect(JSON.stringify(others.received)).not.toContain('Garden')
  await Promise.all([mine.close(), others.close()])
})

test('members make public and private rooms, admins open ones too, guests and nobody none', async () => {
  const { ada, gus, server } = world
  const open = { name: 'everybody', visibility: 'open' }
  expectProblem(await ada.post('/api/rooms', open), 403, 'forbidden')
  expectProblem(await gus.post('/api/rooms', { ...open, visibility: 'public' }), 403, 'forbidden')
  expectProblem(await nobody(server).post('/api/rooms', { ...open, visibility: 'public' }), 401, 'unauthenticated')
  const admin = await firstAdmin(server)
  expect((await admin.post('/api/rooms', open)).body.room.visibility).toBe('open')
  expect((await ada.post('/api/rooms', { ...open, visibility: 'public' })).body.room.topic).toBe('')
})

test.each([
  ['no name', { name: undefined }],
  ['an empty name', { name: ' ' }],
  ['an invisible name', { name: '\u200B' }],
  ['a name over two lines', { name: 'a\nb' }],
  ['a name too long', { name: 'x'.repeat(81) }],
  ['a number for a name', { name: 5 }],
  ['a topic too long', { topic: 'x'.repeat(501) }],
  ['a list for a topic', { topic: ['x'] }],
  ['an unknown visibility', { visibility: 'secret' }],
  ['no visibility', { visibility: undefined }],
])('%s is refused', async (_, change) => {
  const { ada } = world
  await expectNoChange(world, async () => {
    const answer = await ada.post('/api/rooms', { name: 'good', topic: '', visibility: 'public', ...change })
    expectProblem(answer, 400, 'invalid')
    expect(answer.body.errors?.map(error => error.path)).toEqual(Object.keys(change))
  })
})

test('a room exists for its members only', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await expectClosedToOutsiders(world, client => client.get(`/api/rooms/${room.id}`))
  expect((await grace.room(room.id))).toMatchObject({ role: 'member', memberCount: 2 })
})

test('the own rooms come newest activity first', async () => {
  const { ada, grace, server } = world
  const [first, second] = [await group(ada), await group(ada)]
  expect((await ada.rooms()).slice(0, 2).map(room => room.id)).toEqual([second.id, first.id])
  const message = await ada.say(first.id, 'up I go')
  const rooms = await ada.rooms()
  expect(rooms.slice(0, 2).map(room => room.id)).toEqual([first.id, second.id])
  expect(rooms[0]).toEqual(await ada.room(first.id))
  expect(rooms[0]?.lastMessage).toEqual(message)
  expect((await grace.rooms()).map(room => room.id)).not.toContain(first.id)
  expectProblem(await nobody(server).get('/api/rooms'), 401, 'unauthenticated')
})

test('the list of rooms comes in pages', async () => {
  const { ada } = world
  const all = (await ada.rooms()).map(room => room.id)
  const seen: number[] = []
  let cursor: string | undefined
  do {
    const page = (await ada.get(`/api/rooms?limit=2${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`)).body
    seen.push(...page.rooms.map(room => room.id))
    cursor = page.cursor
  } while (cursor)
  expect(seen).toEqual(all)
})

test('a moderator renames a room and all its members hear it', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  await ada.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: 'moderator' })
  const before = await ada.room(room.id)
  const [hers, outside] = await Promise.all([ada.connect(), mallory.connect()])
  const answer = await grace.patch(`/api/rooms/${room.id}`, { name: 'Renamed', topic: '' })
  expect(answer.status).toBe(200)
  expect(answer.body.room).toMatchObject({ name: 'Renamed', topic: '', role: 'moderator', rev: before.rev + 1 })
  const told = await hers.waitFor('room.updated', event => event.room.id === room.id)
  expect(told.room).toEqual({
    id: room.id,
    kind: 'group',
    visibility: 'public',
    name: 'Renamed',
    topic: '',
    avatarUrl: null,
    lastSeq: 0,
    rev: before.rev + 1,
    memberCount: 2,
    archived: false,
  })
  expect(await outside.settled('room.updated')).toEqual([])
  await Promise.all([hers.close(), outside.close()])
})

test('a plain member changes nothing about a room, a moderator not who may see it', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await expectNoChange(world, async () => {
    expectProblem(await grace.patch(`/api/rooms/${room.id}`, { name: 'Mine' }), 403, 'forbidden')
    expectProblem(await grace.delete(`/api/rooms/${room.id}`), 403, 'forbidden')
  })
  await ada.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: 'moderator' })
  await expectNoChange(world, async () => {
    expectProblem(await grace.patch(`/api/rooms/${room.id}`, { visibility: 'private' }), 403, 'forbidden')
    expectProblem(await grace.delete(`/api/rooms/${room.id}`), 403, 'forbidden')
    expectProblem(await ada.patch(`/api/rooms/${room.id}`, { visibility: 'open' }), 403, 'forbidden')
  })
  expect((await ada.patch(`/api/rooms/${room.id}`, { visibility: 'private' })).body.room.visibility).toBe('private')
})

test('outsiders cannot change or delete a room', async () => {
  const { ada } = world
  const room = await group(ada)
  await expectClosedToOutsiders(world, client => client.patch(`/api/rooms/${room.id}`, { name: 'Stolen' }))
  await expectClosedToOutsiders(world, client => client.delete(`/api/rooms/${room.id}`))
})

test('a deleted room is gone for everybody, and they are told', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  await grace.say(room.id, 'last words')
  const [hers, outside] = await Promise.all([grace.connect(), mallory.connect()])
  expect((await ada.delete(`/api/rooms/${room.id}`)).status).toBe(204)
  await hers.waitFor('room.left', event => event.roomId === room.id)
  expect(await outside.settled('room.left')).toEqual([])
  for (const client of [ada, grace]) {
    for (const path of ['', '/messages', '/members', '/messages/1']) {
      expectProblem(await client.get(`/api/rooms/${room.id}${path}`), 404, 'not_found')
    }
    expect((await client.rooms()).map(one => one.id)).not.toContain(room.id)
  }
  expectProblem(await grace.put(`/api/rooms/${room.id}/membership`), 404, 'not_found')
  expect((await ada.get('/api/rooms/directory?limit=200')).body.rooms.map(one => one.id)).not.toContain(room.id)
  await Promise.all([hers.close(), outside.close()])
})

test('the square cannot be deleted', async () => {
  const { server } = world
  const admin = await firstAdmin(server)
  const square = (await admin.rooms()).find(room => room.square)
  const answer = await admin.delete(`/api/rooms/${square?.id}`)
  expect([403, 409]).toContain(answer.status)
  expect((await admin.room(square?.id ?? 0)).name).toBe('The square')
})

test.each([
  '0', '-1', '1.5', '1e3', '1e20', '1abc', 'abc', '99999999999999999999', '%00', '1%20', '0x1', 'null',
])('the id %s is no room', async (id) => {
  const { ada } = world
  for (const path of ['', '/messages', '/members']) {
    const answer = await ada.get(`/api/rooms/${id}${path}`)
    expect([400, 404], `${id}${path}: ${answer.text}`).toContain(answer.status)
    expectProblem(answer, answer.status, answer.status === 404 ? 'not_found' : 'invalid')
  }
})
