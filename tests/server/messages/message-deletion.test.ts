import { expect, test } from 'vitest'
import { group } from '../../support/cast.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()
const path = (roomId: number, seq: number | string) => `/api/rooms/${roomId}/messages/${seq}`

test('a deleted message leaves its place and loses its text', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  for (const body of ['one', 'two', 'three']) await grace.say(room.id, body)
  const before = await ada.room(room.id)
  expect((await grace.delete(path(room.id, 2))).status).toBe(204)
  const history = await ada.history(room.id)
  expect(history.map(message => message.body)).toEqual(['one', null, 'three'])
  expect(history[1]).toMatchObject({ seq: 2, authorId: grace.id, deletedAt: expect.stringMatching(/Z$/) })
  expect(history[0]).not.toHaveProperty('deletedAt')
  expect((await ada.room(room.id))).toMatchObject({ lastSeq: 3, rev: before.rev + 1 })
  const [row] = await world.server.chat('SELECT body FROM messages WHERE room_id = ? AND seq = 2', [room.id])
  expect(row).toEqual({ body: null })
})

test('everybody in the room hears of it, and nobody else', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  await ada.say(room.id, 'oops')
  const { rev } = await ada.room(room.id)
  const [mine, hers, outside] = await Promise.all([ada.connect(), grace.connect(), mallory.connect()])
  await ada.delete(path(room.id, 1))
  for (const socket of [mine, hers]) {
    expect(await socket.waitFor('message.deleted')).toEqual({
      type: 'message.deleted',
      roomId: room.id,
      seq: 1,
      rev: rev + 1,
    })
  }
  expect(await outside.settled('message.deleted')).toEqual([])
  await Promise.all([mine.close(), hers.close(), outside.close()])
})

test('deleting again is free, also ten times at once', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.say(room.id, 'once')
  const answers = await Promise.all(Array.from({ length: 10 }, () => ada.delete(path(room.id, 1))))
  expect(new Set(answers.map(answer => answer.status))).toEqual(new Set([204]))
  expect((await ada.room(room.id)).rev).toBe(room.rev + 1)
  await expectNoChange(world, async () => {
    expect((await ada.delete(path(room.id, 1))).status).toBe(204)
  })
})

test('outsiders delete nothing', async () => {
  const room = await group(world.ada)
  await world.ada.say(room.id, 'mine')
  await expectClosedToOutsiders(world, client => client.delete(path(room.id, 1)))
})

test('only the author and moderators delete', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace, mallory])
  for (const body of ['one', 'two']) await grace.say(room.id, body)
  await expectNoChange(world, async () => expectProblem(await mallory.delete(path(room.id, 1)), 403, 'forbidden'))
  expect((await ada.delete(path(room.id, 1))).status).toBe(204)
  await ada.put(`/api/rooms/${room.id}/members/${mallory.id}`, { role: 'moderator' })
  expect((await mallory.delete(path(room.id, 2))).status).toBe(204)
})

test('a message that is not there cannot be deleted', async () => {
  const { ada } = world
  const room = await group(ada)
  await expectNoChange(world, async () => {
    expectProblem(await ada.delete(path(room.id, 1)), 404, 'not_found')
    for (const seq of ['0', '-1', '1.5', '1abc']) {
      expect([400, 404]).toContain((await ada.delete(path(room.id, seq))).status)
    }
  })
})

test('unread stays a matter of places', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  for (const body of ['one', 'two', 'three']) await ada.say(room.id, body)
  await ada.delete(path(room.id, 2))
  expect((await grace.room(room.id)).unread).toBe(3)
})

test('the last message of a room is its tombstone', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.say(room.id, 'the very last')
  await ada.delete(path(room.id, 1))
  const now = await ada.room(room.id)
  expect(JSON.stringify(now)).not.toContain('the very last')
  expect(now.lastMessage).toMatchObject({ seq: 1, body: null })
})
