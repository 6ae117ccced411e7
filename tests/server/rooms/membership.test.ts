import { expect, test } from 'vitest'
import { group, member, nobody } from '../../support/cast.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()

test('a member joins a public room, hears of it, and the others see them come', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada)
  await ada.say(room.id, 'before you came')
  const [hers, theirs, outside] = await Promise.all([grace.connect(), ada.connect(), mallory.connect()])
  const answer = await grace.put(`/api/rooms/${room.id}/membership`)
  expect(answer.status).toBe(200)
  expect(answer.body.room).toMatchObject({
    id: room.id,
    role: 'member',
    memberCount: 2,
    lastSeq: 1,
    readSeq: 1,
    unread: 0,
    rev: room.rev + 1,
  })
  expect((await hers.waitFor('room.joined')).room).toEqual(answer.body.room)
  const joined = await theirs.waitFor('member.joined', event => event.roomId === room.id)
  const { email: _, ...profile } = grace.user
  expect(joined).toEqual({ type: 'member.joined', roomId: room.id, user: profile, role: 'member', rev: room.rev + 1 })
  expect(await outside.settled('member.joined')).toEqual([])
  await Promise.all([hers.close(), theirs.close(), outside.close()])
})

test('joining again is free', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await expectNoChange(world, async () => {
    const answer = await grace.put(`/api/rooms/${room.id}/membership`)
    expect(answer.status).toBe(200)
    expect(answer.body.room.memberCount).toBe(2)
    expect((await ada.put(`/api/rooms/${room.id}/membership`)).body.room.role).toBe('owner')
  })
})

test('joining twenty times at once is joining once', async () => {
  const { ada, grace } = world
  const room = await group(ada)
  const answers = await Promise.all(Array.from({ length: 20 }, () => grace.put(`/api/rooms/${room.id}/membership`)))
  expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([200]))
  const now = await ada.room(room.id)
  expect(now.memberCount).toBe(2)
  expect(now.rev).toBe(room.rev + 1)
})

test('a private room cannot be joined, and looks as if it did not exist', async () => {
  const { ada, mallory } = world
  const room = await group(ada, [], 'private')
  await expectClosedToOutsiders(world, client => client.put(`/api/rooms/${room.id}/membership`))
  const secret = await mallory.put(`/api/rooms/${room.id}/membership`)
  const nothing = await mallory.put('/api/rooms/99999999/membership')
  expect(secret.body).toEqual(nothing.body)
})

test('nobody joins nothing', async () => {
  const room = await group(world.ada)
  expectProblem(await nobody(world.server).put(`/api/rooms/${room.id}/membership`), 401, 'unauthenticated')
})

test('who leaves is told, the others too, and nothing of the room reaches them any more', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const { rev } = await ada.room(room.id)
  const [hers, theirs] = await Promise.all([grace.connect(), ada.connect()])
  const answer = await grace.delete(`/api/rooms/${room.id}/membership`)
  expect(answer.status).toBe(204)
  await hers.waitFor('room.left', event => event.roomId === room.id)
  expect(await theirs.waitFor('member.left')).toEqual({
    type: 'member.left',
    roomId: room.id,
    userId: grace.id,
    rev: rev + 1,
  })
  hers.clear()
  await ada.say(room.id, 'now that she is gone')
  await hers.settle()
  expect(JSON.stringify(hers.received)).not.toContain('now that she is gone')
  expectProblem(await grace.get(`/api/rooms/${room.id}/messages`), 404, 'not_found')
  expect((await ada.room(room.id)).memberCount).toBe(1)
  await Promise.all([hers.close(), theirs.close()])
})

test('one leaves only a room one is in', async () => {
  const room = await group(world.ada)
  await expectClosedToOutsiders(world, client => client.delete(`/api/rooms/${room.id}/membership`))
})

test('the last owner cannot leave', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await expectNoChange(world, async () => {
    expectProblem(await ada.delete(`/api/rooms/${room.id}/membership`), 409, 'last_owner')
    expectProblem(await ada.delete(`/api/rooms/${room.id}/members/${ada.id}`), 409, 'last_owner')
    expectProblem(await ada.put(`/api/rooms/${room.id}/members/${ada.id}`, { role: 'member' }), 409, 'last_owner')
  })
})

test('of two owners who leave at once the one who made the room stays, or the room goes with both', async () => {
  const { ada, grace } = world
  for (let round = 0; round < 10; round++) {
    const room = await group(ada, [grace])
    await ada.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: 'owner' })
    const answers = await Promise.all([ada, grace].map(client => client.delete(`/api/rooms/${room.id}/membership`)))
    expect(answers[1]?.status).toBe(204)
    if (answers[0]?.status === 409) {
      expect((await ada.members(room.id)).map(one => [one.user.id, one.role])).toEqual([[ada.id, 'owner']])
    }
    else {
      expect(await world.server.chat('SELECT id FROM rooms WHERE id = ? AND deleted_at IS NULL', [room.id])).toEqual([])
    }
  }
})

test('of two owners who step down at once one stays owner', async () => {
  const { ada, grace } = world
  for (let round = 0; round < 10; round++) {
    const room = await group(ada, [grace])
    await ada.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: 'owner' })
    const answers = await Promise.all(
      [ada, grace].map(client => client.put(`/api/rooms/${room.id}/members/${client.id}`, { role: 'member' })),
    )
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 409])
    expect((await ada.members(room.id)).filter(one => one.role === 'owner')).toHaveLength(1)
  }
})

test('coming back starts with everything read', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await grace.delete(`/api/rooms/${room.id}/membership`)
  for (const body of ['one', 'two', 'three']) await ada.say(room.id, body)
  const answer = await grace.put(`/api/rooms/${room.id}/membership`)
  expect(answer.body.room).toMatchObject({ lastSeq: 3, readSeq: 3, unread: 0 })
  expect((await grace.history(room.id)).map(message => message.body)).toEqual(['one', 'two', 'three'])
})

test('the member count is the number of members, however many come and go at once', async () => {
  const { ada, server } = world
  const room = await group(ada)
  const crowd = await Promise.all(Array.from({ length: 6 }, (_, n) => member(server, `crowd${n}`)))
  await Promise.all(crowd.map(async (client, n) => {
    await client.put(`/api/rooms/${room.id}/membership`)
    if (n % 2) await client.delete(`/api/rooms/${room.id}/membership`)
  }))
  const now = await ada.room(room.id)
  expect(now.memberCount).toBe(4)
  expect((await ada.members(room.id)).length).toBe(4)
  expect(now.rev).toBe(room.rev + 9)
})
