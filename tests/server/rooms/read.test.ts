import { expect, test } from 'vitest'
import { group } from '../../support/cast.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('read')

async function roomWithFive() {
  const room = await group(world.ada, [world.grace])
  for (let n = 1; n <= 5; n++) await world.ada.say(room.id, `${n}`)
  return room
}

test('unread is the distance between the last message and the last one read', async () => {
  const { grace, ada } = world
  const room = await roomWithFive()
  expect(await grace.room(room.id)).toMatchObject({ lastSeq: 5, readSeq: 0, unread: 5, mentions: 0 })
  expect((await grace.put(`/api/rooms/${room.id}/read`, { seq: 3 })).status).toBe(204)
  expect(await grace.room(room.id)).toMatchObject({ readSeq: 3, unread: 2 })
  expect(await ada.room(room.id)).toMatchObject({ readSeq: 5, unread: 0 })
})

test('reading never moves back and never beyond the last message', async () => {
  const { grace } = world
  const room = await roomWithFive()
  await grace.put(`/api/rooms/${room.id}/read`, { seq: 4 })
  expect((await grace.put(`/api/rooms/${room.id}/read`, { seq: 2 })).status).toBe(204)
  expect(await grace.room(room.id)).toMatchObject({ readSeq: 4 })
  expect((await grace.put(`/api/rooms/${room.id}/read`, { seq: 4_000 })).status).toBe(204)
  expect(await grace.room(room.id)).toMatchObject({ readSeq: 5, unread: 0 })
})

test('an own message is read when everything before it was', async () => {
  const { grace, ada } = world
  const room = await roomWithFive()
  await grace.say(room.id, 'I did not read yours')
  expect(await grace.room(room.id)).toMatchObject({ readSeq: 0, unread: 6 })
  await grace.put(`/api/rooms/${room.id}/read`, { seq: 6 })
  await grace.say(room.id, 'now I did')
  expect(await grace.room(room.id)).toMatchObject({ readSeq: 7, unread: 0 })
  expect(await ada.room(room.id)).toMatchObject({ readSeq: 5, unread: 2 })
})

test('the own other devices hear at once what was read', async () => {
  const { grace } = world
  const room = await roomWithFive()
  const phone = await grace.connect()
  await grace.put(`/api/rooms/${room.id}/read`, { seq: 5 })
  expect(await phone.settled('room.read')).toEqual([{ type: 'room.read', roomId: room.id, userId: grace.id, seq: 5 }])
  await phone.close()
})

test('a socket reads as well', async () => {
  const { grace } = world
  const room = await roomWithFive()
  const [phone, desk] = await Promise.all([grace.connect(), grace.connect()])
  desk.send({ type: 'room.read', roomId: room.id, seq: 4 })
  for (const socket of [phone, desk]) {
    expect(await socket.waitFor('room.read')).toMatchObject({ roomId: room.id, userId: grace.id, seq: 4 })
  }
  expect(await grace.room(room.id)).toMatchObject({ readSeq: 4, unread: 1 })
  await Promise.all([phone.close(), desk.close()])
})

test('outsiders read nothing, not even over a socket', async () => {
  const { mallory } = world
  const room = await roomWithFive()
  await expectClosedToOutsiders(world, client => client.put(`/api/rooms/${room.id}/read`, { seq: 1 }))
  const socket = await mallory.connect()
  await expectNoChange(world, async () => {
    socket.send({ type: 'room.read', roomId: room.id, seq: 1 })
    expect(await socket.waitFor('command.failed')).toMatchObject({ ref: 'room.read', code: 'not_found' })
  })
  await socket.close()
})

test.each([-1, 1.5, '1', null, [1], 1e20, undefined])('%j is no place', async (seq) => {
  const { ada } = world
  const room = await group(ada)
  expectProblem(await ada.put(`/api/rooms/${room.id}/read`, { seq }), 400, 'invalid')
})
