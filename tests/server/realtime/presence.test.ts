import { expect, test } from 'vitest'
import { guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { choose, presenceHeard, seenAs } from '../../support/presence.ts'
import type { Socket } from '../../support/socket.ts'
import { until } from '../../support/until.ts'
import { useWorld } from '../../support/world.ts'

// The grace of a reload is that of real life here: nobody in this file waits for anybody to be offline.
const world = useWorld('presence')

/** A socket that hears of its own person, so that `presenceHeard` works. */
async function watchingSelf(person: Client, others: Client[] = []): Promise<Socket> {
  const socket = await person.connect()
  socket.send({ type: 'presence.watch', userIds: [person, ...others].map(({ id }) => id) })
  await seenAs(socket, person.id, 'online')
  return socket
}

async function friends(): Promise<[Client, Client]> {
  const [linus, ken] = await Promise.all([member(world.server, 'linus'), member(world.server, 'ken')])
  await linus.post('/api/directs', { userId: ken.id })
  return [linus, ken]
}

test('the people of one\'s direct rooms are told without having asked, strangers are not', async () => {
  const { mallory } = world
  const [linus, ken] = await friends()
  const [friend, stranger] = await Promise.all([ken.connect(), watchingSelf(mallory)])
  await seenAs(friend, linus.id, 'offline')
  stranger.clear()
  const socket = await linus.connect()
  await seenAs(friend, linus.id, 'online')
  expect(await presenceHeard(mallory, stranger)).toEqual([])
  await Promise.all([socket, friend, stranger].map(one => one.close()))
})

test('a friend stays one whatever else is watched', async () => {
  const [linus, ken] = await friends()
  const friend = await watchingSelf(ken, [linus])
  friend.send({ type: 'presence.watch', userIds: [ken.id] })
  await presenceHeard(ken, friend)
  friend.clear()
  const socket = await linus.connect()
  await seenAs(friend, linus.id, 'online')
  await Promise.all([socket.close(), friend.close()])
})

test('who opens a direct room hears of the other one from then on', async () => {
  const { server } = world
  const [linus, ken] = await Promise.all([member(server, 'linus'), member(server, 'ken')])
  const [mine, his] = await Promise.all([linus.connect(), ken.connect()])
  await linus.post('/api/directs', { userId: ken.id })
  await Promise.all([seenAs(mine, ken.id, 'online'), seenAs(his, linus.id, 'online')])
  await choose(ken, { status: 'dnd' })
  await seenAs(mine, ken.id, 'dnd')
  await Promise.all([mine.close(), his.close()])
})

test('a reload is no absence', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const watcher = await watchingSelf(ada, [linus])
  let socket = await linus.connect()
  await seenAs(watcher, linus.id, 'online')
  watcher.clear()
  for (let reload = 0; reload < 3; reload++) {
    await socket.close()
    socket = await linus.connect()
  }
  await socket.close()
  expect(await presenceHeard(ada, watcher)).toEqual([])
  await watcher.close()
})

test('a person is away when all of their devices say that nobody is there', async () => {
  const { ada, server } = world
  const linus = await member(server, 'linus')
  const watcher = await watchingSelf(ada, [linus])
  const [phone, desk] = await Promise.all([linus.connect(), linus.connect()])
  await seenAs(watcher, linus.id, 'online')
  watcher.clear()
  phone.send({ type: 'presence.activity', active: false })
  await phone.settle()
  expect(await presenceHeard(ada, watcher)).toEqual([])
  desk.send({ type: 'presence.activity', active: false })
  await seenAs(watcher, linus.id, 'away')
  watcher.clear()
  phone.send({ type: 'presence.activity', active: true })
  await seenAs(watcher, linus.id, 'online')
  await Promise.all([watcher, phone, desk].map(socket => socket.close()))
})

test('who comes back after a reload is as away as before, and writing says that somebody is there', async () => {
  const { ada, gus, server } = world
  const linus = await guest(server, 'linus')
  const watcher = await watchingSelf(ada, [linus])
  let socket = await linus.connect()
  socket.send({ type: 'presence.activity', active: false })
  await seenAs(watcher, linus.id, 'away')
  watcher.clear()
  await socket.close()
  socket = await linus.connect()
  expect(await presenceHeard(ada, watcher)).toEqual([])
  socket.send({ type: 'room.typing', roomId: gus.square.id })
  await seenAs(watcher, linus.id, 'online')
  await Promise.all([watcher.close(), socket.close()])
})

test('a reader gets one frame of presence a second, with the latest state of each person', async () => {
  const { ada, server } = world
  const crowd = await Promise.all(Array.from({ length: 12 }, (_, n) => guest(server, `p${n}`)))
  const watcher = await watchingSelf(ada, crowd)
  await until('the crowd to be shown', () => crowd.every(({ id }) =>
    watcher.of('presence.changed').some(event => event.userId === id)))
  const frames: number[] = []
  watcher.ws.on('message', (data) => {
    if (String(data).includes('presence.changed')) frames.push(performance.now())
  })
  const begun = performance.now()
  const sockets = await Promise.all(crowd.map(person => person.connect()))
  for (let round = 0; round < 20; round++) {
    for (const person of crowd) await choose(person, { status: round % 2 ? 'dnd' : 'away' })
  }
  watcher.clear()
  for (const person of crowd) await choose(person, { text: 'the last word' })
  await until('everybody to be seen as they are', () => crowd.every(({ id }) => {
    const last = watcher.of('presence.changed').findLast(event => event.userId === id)
    return last?.status === 'online' && last.text === 'the last word'
  }))
  // A frame may be late by what this process or the server stood still, which moves the next one, too.
  expect(frames.length).toBeLessThanOrEqual(Math.ceil((performance.now() - begun) / 1000) + 1)
  await Promise.all([watcher, ...sockets].map(socket => socket.close()))
})
