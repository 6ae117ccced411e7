import { expect, test } from 'vitest'
import { group, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()

test('two members have one direct room, whoever asks and however often', async () => {
  const { ada, grace } = world
  const socket = await grace.connect()
  const first = await ada.post('/api/directs', { userId: grace.id })
  expect(first.status).toBe(201)
  const { email: _, ...profile } = grace.user
  expect(first.body.room).toMatchObject({
    kind: 'direct',
    visibility: 'private',
    name: null,
    memberCount: 2,
    peer: profile,
    unread: 0,
  })
  expect((await socket.waitFor('room.joined')).room).toMatchObject({ id: first.body.room.id, peer: { id: ada.id } })
  const again = await ada.post('/api/directs', { userId: grace.id })
  expect(again.status).toBe(200)
  const fromHer = await grace.post('/api/directs', { userId: ada.id })
  expect(fromHer.status).toBe(200)
  expect(fromHer.body.room.peer?.id).toBe(ada.id)
  expect(new Set([first, again, fromHer].map(answer => answer.body.room.id)).size).toBe(1)
  await socket.close()
})

test('two who write to each other at the same moment meet in one room', async () => {
  const { server } = world
  for (let round = 0; round < 3; round++) {
    const [one, two] = await Promise.all([member(server, 'one'), member(server, 'two')])
    const answers = await Promise.all([
      one.post('/api/directs', { userId: two.id }),
      two.post('/api/directs', { userId: one.id }),
    ])
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 201])
    expect(answers[0]?.body.room.id).toBe(answers[1]?.body.room.id)
  }
})

test('what is said in a direct room reaches the peer and nobody else', async () => {
  const { ada, grace, mallory } = world
  const { room } = (await ada.post('/api/directs', { userId: grace.id })).body
  const [hers, outside] = await Promise.all([grace.connect(), mallory.connect()])
  await ada.say(room.id, 'between us')
  await hers.waitFor('message.created', event => event.message.body === 'between us')
  await outside.settle()
  expect(JSON.stringify(outside.received)).not.toContain('between us')
  await expectClosedToOutsiders(world, client => client.get(`/api/rooms/${room.id}/messages`))
  await expectClosedToOutsiders(world, client => client.put(`/api/rooms/${room.id}/membership`))
  await Promise.all([hers.close(), outside.close()])
})

test('a direct room is of two: it cannot be left, joined by a third, renamed or deleted', async () => {
  const { ada, grace, mallory } = world
  const { room } = (await ada.post('/api/directs', { userId: grace.id })).body
  await expectNoChange(world, async () => {
    expectProblem(await ada.delete(`/api/rooms/${room.id}/membership`), 409, 'conflict')
    for (const attempt of [
      ada.put(`/api/rooms/${room.id}/members/${mallory.id}`),
      ada.delete(`/api/rooms/${room.id}/members/${grace.id}`),
      ada.patch(`/api/rooms/${room.id}`, { name: 'ours', visibility: 'public' }),
      ada.delete(`/api/rooms/${room.id}`),
    ]) expect([403, 409]).toContain((await attempt).status)
  })
  expect((await ada.get('/api/rooms/directory?limit=200')).body.rooms.map(one => one.id)).not.toContain(room.id)
})

test('one has no direct room with oneself, a stranger to the house, or nobody', async () => {
  const { ada, server } = world
  await expectNoChange(world, async () => {
    expectProblem(await ada.post('/api/directs', { userId: ada.id }), 400, 'invalid')
    expectProblem(await ada.post('/api/directs', { userId: 99_999_999 }), 404, 'not_found')
    expectProblem(await nobody(server).post('/api/directs', { userId: ada.id }), 401, 'unauthenticated')
  })
})

test('a direct room that is put away comes back with its next message, for its owner alone', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const { room } = (await ada.post('/api/directs', { userId: linus.id })).body
  await ada.say(room.id, 'hello')
  const [his, hers] = await Promise.all([linus.connect(), ada.connect()])
  expect((await linus.put(`/api/rooms/${room.id}/hidden`)).status).toBe(204)
  expect((await his.waitFor('room.hidden')).roomId).toBe(room.id)
  expect(await hers.settled('room.hidden')).toEqual([])
  const listed = async (who: Client) => (await who.rooms()).map(one => one.id).includes(room.id)
  expect([await listed(linus), await listed(ada)]).toEqual([false, true])
  expect((await linus.room(room.id)).hidden).toBe(true)
  await ada.say(room.id, 'still there?')
  expect(await listed(linus)).toBe(true)
  expect((await linus.room(room.id)).hidden).toBeUndefined()

  await linus.put(`/api/rooms/${room.id}/hidden`)
  expect((await linus.post('/api/directs', { userId: ada.id })).body.room.id).toBe(room.id)
  expect(await listed(linus)).toBe(true)
  await linus.put(`/api/rooms/${room.id}/hidden`)
  his.clear()
  expect((await linus.delete(`/api/rooms/${room.id}/hidden`)).status).toBe(200)
  expect((await his.waitFor('room.joined')).room.id).toBe(room.id)
  await expectClosedToOutsiders(world, client => client.put(`/api/rooms/${room.id}/hidden`))
  const lobby = await group(ada)
  expectProblem(await ada.put(`/api/rooms/${lobby.id}/hidden`), 409, 'conflict')
  await Promise.all([his.close(), hers.close()])
})

test.each([0, -1, 1.5, '1', null, [1], { id: 1 }, 1e20])('the user id %j is refused', async (userId) => {
  expectProblem(await world.ada.post('/api/directs', { userId }), 400, 'invalid')
})
