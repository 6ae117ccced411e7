import { expect, test } from 'vitest'
import { group } from '../../support/cast.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('notification')
const path = (roomId: number) => `/api/rooms/${roomId}/notifications`

test('a member chooses of which messages to be told, for this room and for themselves alone', async () => {
  const { ada, grace } = world
  const [room, other] = [await group(ada, [grace]), await group(ada, [grace])]
  expect(room.notifications).toEqual({ level: 'all' })
  for (const level of ['mentions', 'none', 'all', 'mentions']) {
    expect((await grace.put(path(room.id), { level })).status).toBe(204)
    expect((await grace.room(room.id)).notifications).toEqual({ level })
  }
  expect((await grace.rooms()).find(one => one.id === room.id)?.notifications).toEqual({ level: 'mentions' })
  expect((await grace.room(other.id)).notifications).toEqual({ level: 'all' })
  expect((await ada.room(room.id)).notifications).toEqual({ level: 'all' })
})

test('guests choose too, in the square, and members in a direct room', async () => {
  const { ada, grace, gus } = world
  const { room } = (await ada.post('/api/directs', { userId: grace.id })).body
  for (const [who, roomId] of [[gus, gus.square.id], [ada, room.id]] as const) {
    expect((await who.put(path(roomId), { level: 'none' })).status).toBe(204)
    expect((await who.room(roomId)).notifications).toEqual({ level: 'none' })
  }
})

test('the own other devices hear it, other people do not', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const [phone, desk, hers] = await Promise.all([grace.connect(), grace.connect(), ada.connect()])
  await grace.put(path(room.id), { level: 'mentions' })
  for (const socket of [phone, desk]) {
    expect(await socket.waitFor('room.notifications')).toEqual({
      type: 'room.notifications', roomId: room.id, notifications: { level: 'mentions' },
    })
  }
  expect(await hers.settled('room.notifications')).toEqual([])
  await Promise.all([phone.close(), desk.close(), hers.close()])
})

test('choosing the same again changes nothing and is told nobody', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.put(path(room.id), { level: 'all' })
  const socket = await ada.connect()
  await expectNoChange(world, async () => {
    expect((await ada.put(path(room.id), { level: 'all' })).status).toBe(204)
  })
  expect(await socket.settled('room.notifications')).toEqual([])
  await socket.close()
})

test('outsiders choose nothing', async () => {
  const { ada } = world
  const room = await group(ada)
  await expectClosedToOutsiders(world, client => client.put(path(room.id), { level: 'none' }))
})

test.each(['some', '', 'ALL', null, 1, ['all'], undefined])('%j is no level', async (level) => {
  const { ada } = world
  const room = await group(ada)
  await expectNoChange(world, async () =>
    expectProblem(await ada.put(path(room.id), { level }), 400, 'invalid'),
  )
})

test('who leaves and comes back begins anew', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await grace.put(path(room.id), { level: 'none' })
  await grace.delete(`/api/rooms/${room.id}/membership`)
  await grace.put(`/api/rooms/${room.id}/membership`)
  expect((await grace.room(room.id)).notifications).toEqual({ level: 'all' })
})

test('a mute lasts until its time, and a favourite until it is none any more', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const [later, earlier] = [new Date(Date.now() + 3_600_000).toISOString(), '2026-01-01T00:00:00.000Z']
  const chosen = async (input: object) => {
    expect((await grace.put(path(room.id), input)).status).toBe(204)
    return (await grace.room(room.id)).notifications
  }
  expect(await chosen({ level: 'all', mutedUntil: later, favourite: true }))
    .toEqual({ level: 'all', mutedUntil: later, favourite: true })
  // What is left out stays.
  expect(await chosen({ level: 'none' })).toEqual({ level: 'none', mutedUntil: later, favourite: true })
  expect(await chosen({ level: 'none', mutedUntil: null })).toEqual({ level: 'none', favourite: true })
  expect(await chosen({ level: 'all', mutedUntil: earlier, favourite: false })).toEqual({ level: 'all' })
  expect((await ada.room(room.id)).notifications).toEqual({ level: 'all' })
})

test.each([{ mutedUntil: 'soon' }, { mutedUntil: 5 }, { favourite: 'yes' }, { favourite: null }])(
  '%j is nothing that one can choose', async (fields) => {
    const room = await group(world.ada)
    await expectNoChange(world, async () =>
      expectProblem(await world.ada.put(path(room.id), { level: 'all', ...fields }), 400, 'invalid'),
    )
  },
)
