import { expect, test } from 'vitest'
import { firstAdmin, group, guest, member } from '../../support/cast.ts'
import { choose, presenceHeard, seenAs } from '../../support/presence.ts'
import { unique } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { expectNoChange, useWorld } from '../../support/world.ts'

const world = useWorld('socket-presence', { NUXT_PRESENCE_GRACE: '0.2' })

test('the others of the room see who is typing, the writer and outsiders do not', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  const [mine, hers, outside] = await Promise.all([ada.connect(), grace.connect(), mallory.connect()])
  await expectNoChange(world, async () => {
    mine.send({ type: 'room.typing', roomId: room.id })
    expect(await hers.waitFor('room.typing')).toEqual({ type: 'room.typing', roomId: room.id, userId: ada.id })
  })
  expect(await mine.settled('room.typing')).toEqual([])
  expect(await outside.settled('room.typing')).toEqual([])
  await Promise.all([mine.close(), hers.close(), outside.close()])
})

test('an outsider types unseen and is told that there is no room', async () => {
  const { ada, mallory } = world
  const room = await group(ada)
  const [hers, outside] = await Promise.all([ada.connect(), mallory.connect()])
  outside.send({ type: 'room.typing', roomId: room.id })
  expect(await outside.waitFor('command.failed')).toMatchObject({ ref: 'room.typing', code: 'not_found' })
  expect(await hers.settled('room.typing')).toEqual([])
  await Promise.all([hers.close(), outside.close()])
})

test('who watches hears of presence now and on every change', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const watcher = await ada.connect()
  watcher.send({ type: 'presence.watch', userIds: [linus.id, ada.id] })
  await seenAs(watcher, linus.id, 'offline')
  watcher.clear()
  const phone = await linus.connect()
  await seenAs(watcher, linus.id, 'online')
  watcher.clear()
  const desk = await linus.connect()
  await phone.close()
  await desk.settle()
  expect(await presenceHeard(ada, watcher)).toEqual([])
  const before = new Date().toISOString()
  await desk.close()
  const { lastSeenAt = '' } = await seenAs(watcher, linus.id, 'offline')
  expect(lastSeenAt >= before && lastSeenAt <= new Date().toISOString(), lastSeenAt).toBe(true)
  await watcher.close()
})

test('when somebody was last seen is known to who asks later, too', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const watcher = await ada.connect()
  watcher.send({ type: 'presence.watch', userIds: [linus.id] })
  expect(await seenAs(watcher, linus.id, 'offline')).not.toHaveProperty('lastSeenAt')
  await (await linus.connect()).close()
  const { lastSeenAt } = await watcher.waitFor('presence.changed', event => event.lastSeenAt !== undefined)
  const stored = await until('what was told to be stored', async () => {
    const found = 'SELECT last_seen_at at FROM users WHERE id = ? AND last_seen_at IS NOT NULL'
    return (await server.identity<{ at: Date }>(found, [linus.id]))[0]
  })
  expect(new Date(stored.at).toISOString()).toBe(lastSeenAt)
  await expect.poll(async () => {
    const late = await world.grace.connect()
    late.send({ type: 'presence.watch', userIds: [linus.id] })
    const event = await seenAs(late, linus.id, 'offline')
    await late.close()
    return event.lastSeenAt
  }).toBe(lastSeenAt)
  await watcher.close()
})

test('a new list replaces the old one', async () => {
  const { ada, server } = world
  const [one, two] = await Promise.all([member(server, 'one'), member(server, 'two')])
  const watcher = await ada.connect()
  watcher.send({ type: 'presence.watch', userIds: [one.id] })
  watcher.send({ type: 'presence.watch', userIds: [two.id, ada.id] })
  await seenAs(watcher, two.id, 'offline')
  watcher.clear()
  const sockets = [await one.connect(), await two.connect()]
  expect((await presenceHeard(ada, watcher)).map(event => event.userId)).toEqual([two.id])
  await Promise.all([watcher, ...sockets].map(socket => socket.close()))
})

test('the presence of people one may not see stays unknown', async () => {
  const { server } = world
  const gus = await guest(server)
  const recluse = await member(server, 'recluse')
  await recluse.delete(`/api/rooms/${gus.square.id}/membership`)
  const [watcher, hidden] = await Promise.all([gus.connect(), recluse.connect()])
  watcher.send({ type: 'presence.watch', userIds: [recluse.id, 99_999_999, gus.id] })
  await seenAs(watcher, gus.id, 'online')
  expect(await presenceHeard(gus, watcher)).toEqual([])
  await Promise.all([watcher.close(), hidden.close()])
})

test('a watch ends with the last shared room, and goes on while there is another', async () => {
  const { server } = world
  const root = await firstAdmin(server)
  const [gus, linus] = await Promise.all([guest(server), member(server, 'linus')])
  const { body: { room } } = await root.post('/api/rooms', { name: unique('open'), visibility: 'open' })
  for (const person of [gus, linus]) await person.put(`/api/rooms/${room.id}/membership`)
  const watcher = await gus.connect()
  watcher.send({ type: 'presence.watch', userIds: [linus.id, gus.id] })
  await seenAs(watcher, linus.id, 'offline')

  await linus.delete(`/api/rooms/${gus.square.id}/membership`)
  await watcher.waitFor('member.left', event => event.roomId === gus.square.id)
  await watcher.settle()
  watcher.clear()
  const socket = await linus.connect()
  await seenAs(watcher, linus.id, 'online')

  await linus.delete(`/api/rooms/${room.id}/membership`)
  await watcher.waitFor('member.left', event => event.roomId === room.id)
  await presenceHeard(gus, watcher)
  watcher.clear()
  await choose(linus, { status: 'dnd' })
  expect(await presenceHeard(gus, watcher)).toEqual([])

  await linus.put(`/api/rooms/${room.id}/membership`)
  watcher.send({ type: 'presence.watch', userIds: [linus.id, gus.id] })
  await seenAs(watcher, linus.id, 'dnd')
  await root.delete(`/api/rooms/${room.id}`)
  await watcher.waitFor('room.left')
  await presenceHeard(gus, watcher)
  watcher.clear()
  await choose(linus, { status: 'away' })
  expect(await presenceHeard(gus, watcher)).toEqual([])
  await Promise.all([socket.close(), watcher.close()])
})

test('the version of the features one has seen is taken silently', async () => {
  const socket = await world.ada.connect()
  socket.clear()
  socket.send({ type: 'features.seen', version: 1 })
  await socket.settle()
  expect(socket.told).toEqual([])
  await socket.close()
})
