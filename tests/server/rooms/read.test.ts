import { expect, test } from 'vitest'
import { group, member, nobody } from '../../support/cast.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()

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
  const own = (await phone.settled('room.read')).filter(({ userId }) => userId === grace.id)
  expect(own).toEqual([{ type: 'room.read', roomId: room.id, userId: grace.id, seq: 5 }])
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

test('all is read at once, and the own other devices hear it for each room', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  // Otherwise the others of a small group hear within a second how far he has read.
  await linus.patch('/api/account/privacy', { sharesReading: false })
  const rooms = [await group(ada, [linus]), await group(ada, [linus])]
  for (const room of rooms) await ada.say(room.id, 'news')
  const [phone, hers] = await Promise.all([linus.connect(), ada.connect()])
  expect((await linus.put('/api/reads')).status).toBe(204)
  for (const room of rooms) {
    expect(await phone.waitFor('room.read', event => event.roomId === room.id)).toMatchObject({ seq: 1 })
    expect(await linus.room(room.id)).toMatchObject({ readSeq: 1, unread: 0 })
  }
  expect((await hers.settled('room.read')).filter(({ userId }) => userId === linus.id)).toEqual([])
  phone.clear()
  expect((await linus.put('/api/reads')).status).toBe(204)
  expect((await phone.settled('room.read')).filter(({ userId }) => userId === linus.id)).toEqual([])
  await Promise.all([phone.close(), hers.close()])
})

test('nobody reads for others, and who is not logged in reads nothing', async () => {
  const { ada, grace, mallory, server } = world
  const room = await roomWithFive()
  await expectNoChange(world, async () => {
    expectProblem(await nobody(server).put('/api/reads'), 401, 'unauthenticated')
    expect((await mallory.put('/api/reads')).status).toBe(204)
  })
  expect(await grace.room(room.id)).toMatchObject({ readSeq: 0 })
  expect(await ada.room(room.id)).toMatchObject({ readSeq: 5 })
})

test('messages are unread from one on, and the own other devices hear it', async () => {
  const { grace, ada } = world
  const room = await roomWithFive()
  await ada.say(room.id, `@${grace.user.username}`)
  await grace.put(`/api/rooms/${room.id}/read`, { seq: 6 })
  const [phone, hers] = await Promise.all([grace.connect(), ada.connect()])
  expect((await grace.put(`/api/rooms/${room.id}/unread`, { seq: 3 })).status).toBe(204)
  expect(await phone.waitFor('room.unread'))
    .toEqual({ type: 'room.unread', roomId: room.id, seq: 2, mentions: 1, mentionSeqs: [6] })
  expect(await grace.room(room.id)).toMatchObject({ readSeq: 2, unread: 4, mentions: 1 })
  expect(await hers.settled('room.unread')).toEqual([])
  await Promise.all([phone.close(), hers.close()])
})

test('what is unread stays so: the position moves back only, and to a message that is there', async () => {
  const { grace } = world
  const room = await roomWithFive()
  const unread = (seq: unknown) => grace.put(`/api/rooms/${room.id}/unread`, { seq })
  await expectNoChange(world, async () => {
    expect((await unread(4)).status).toBe(204)
    expectProblem(await unread(6), 404, 'not_found')
    for (const seq of [0, -1, '1', null, undefined]) expectProblem(await unread(seq), 400, 'invalid')
  })
  await expectClosedToOutsiders(world, client => client.put(`/api/rooms/${room.id}/unread`, { seq: 1 }))
})
