import { expect, test } from 'vitest'
import type { Room } from '../../../shared/protocol/room.ts'
import { firstAdmin, group, guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { until } from '../../support/until.ts'
import { expectClosedToOutsiders, useWorld } from '../../support/world.ts'

const world = useWorld('seen')
const readsOf = async (person: Client, room: Room) => (await person.get(`/api/rooms/${room.id}/reads`)).body.reads
const read = (person: Client, room: Room, seq: number) => person.put(`/api/rooms/${room.id}/read`, { seq })
const share = (person: Client, sharesReading: boolean) => person.patch('/api/account/privacy', { sharesReading })

/** linus and ken, and a room of theirs with some messages by linus. */
async function room(others: Client[] = []) {
  const [linus, ken] = await Promise.all([member(world.server, 'linus'), member(world.server, 'ken')])
  const lobby = await group(linus, [ken, ...others], 'private')
  for (let n = 1; n <= 5; n++) await linus.say(lobby.id, `${n}`)
  return { linus, ken, lobby }
}

test('the others of a small room hear how far somebody has read, outsiders do not', async () => {
  const { ada, mallory } = world
  const { linus, ken, lobby } = await room([ada])
  const sockets = await Promise.all([linus, ada, mallory].map(person => person.connect()))
  const [author, other, outsider] = sockets as [typeof sockets[0], typeof sockets[0], typeof sockets[0]]
  await read(ken, lobby, 3)
  const event = { type: 'room.read', roomId: lobby.id, userId: ken.id, seq: 3 }
  expect(await author.waitFor('room.read', ({ userId }) => userId === ken.id)).toEqual(event)
  expect(await other.waitFor('room.read', ({ userId }) => userId === ken.id)).toEqual(event)
  expect(await outsider.settled('room.read')).toEqual([])
  await Promise.all(sockets.map(socket => socket.close()))
})

test('positions only move forward, and many at once are one event', async () => {
  const { linus, ken, lobby } = await room()
  const author = await linus.connect()
  const start = performance.now()
  for (const seq of [1, 2, 4, 3]) await read(ken, lobby, seq)
  const firstFour = performance.now() - start
  await author.waitFor('room.read', ({ seq }) => seq === 4)
  await read(ken, lobby, 5)
  await author.waitFor('room.read', ({ seq }) => seq === 5)
  const seqs = author.of('room.read').map(({ seq }) => seq)
  expect(seqs).toEqual(seqs.toSorted((a, b) => a - b))
  // Two announcements, and one more for each second in which the first four reads were.
  expect(seqs.length).toBeLessThanOrEqual(2 + Math.ceil(firstFour / 1000))
  await author.close()
})

test('who does not share their reading is not seen, and sees nobody', async () => {
  const { ada, grace } = world
  const { linus, ken, lobby } = await room([ada, grace])
  expect((await share(ken, false)).body).toMatchObject({ privacy: { sharesReading: false } })
  const [author, discreet] = await Promise.all([linus.connect(), ken.connect()])
  await read(ken, lobby, 5)
  await read(ada, lobby, 4)
  await author.waitFor('room.read', ({ userId }) => userId === ada.id)
  await read(grace, lobby, 5)
  await author.waitFor('room.read', ({ userId }) => userId === grace.id)
  expect(author.of('room.read').map(({ userId }) => userId)).toEqual([ada.id, grace.id])
  expect((await discreet.settled('room.read')).map(({ userId }) => userId)).toEqual([ken.id])
  expect((await readsOf(linus, lobby)).map(({ userId }) => userId).sort()).toEqual([ada.id, grace.id].sort())
  expect(await readsOf(ken, lobby)).toEqual([])

  await share(ken, true)
  expect(await readsOf(linus, lobby)).toContainEqual({ userId: ken.id, seq: 5 })
  expect(await readsOf(ken, lobby)).toContainEqual({ userId: ada.id, seq: 4 })
  discreet.clear()
  await linus.say(lobby.id, 'welcome back')
  await until('ken to hear of the others again', async () => {
    await linus.say(lobby.id, 'one more')
    await read(ada, lobby, 1_000)
    return (await discreet.settled('room.read')).some(({ userId }) => userId === ada.id)
  })
  await Promise.all([author.close(), discreet.close()])
})

test('the positions of a room are for its members', async () => {
  const { linus, ken, lobby } = await room()
  expect(await readsOf(linus, lobby)).toEqual([{ userId: ken.id, seq: 0 }])
  expect(await readsOf(ken, lobby)).toEqual([{ userId: linus.id, seq: 5 }])
  await expectClosedToOutsiders(world, person => person.get(`/api/rooms/${lobby.id}/reads`))
})

test('in rooms of more than 20 people nobody is told', async () => {
  const { linus, ken, lobby } = await room()
  const crowd = await Promise.all(Array.from({ length: 19 }, (_, n) => member(world.server, `p${n}`)))
  for (const person of crowd.slice(0, 18)) await linus.put(`/api/rooms/${lobby.id}/members/${person.id}`)
  const author = await linus.connect()
  await read(ken, lobby, 2)
  await author.waitFor('room.read', ({ seq }) => seq === 2)
  expect(await readsOf(linus, lobby)).toHaveLength(19)
  await linus.put(`/api/rooms/${lobby.id}/members/${crowd.at(-1)!.id}`)
  expect(await readsOf(linus, lobby)).toEqual([])
  await read(ken, lobby, 4)
  // What is announced later says that the time of the first is over.
  const direct = (await linus.post('/api/directs', { userId: ken.id })).body.room
  await linus.say(direct.id, 'there?')
  await read(ken, direct, 1)
  await author.waitFor('room.read', ({ roomId }) => roomId === direct.id)
  expect(author.of('room.read').filter(({ roomId }) => roomId === lobby.id).map(({ seq }) => seq)).toEqual([2])
  await author.close()
})

test('a guest reads as everybody does', async () => {
  const { server } = world
  const root = await firstAdmin(server)
  const [one, two] = await Promise.all([guest(server), guest(server)])
  const { room: open } = (await root.post('/api/rooms', { name: unique('open'), visibility: 'open' })).body
  for (const person of [one, two]) await person.put(`/api/rooms/${open.id}/membership`)
  const reader = await one.connect()
  const { seq } = await one.say(open.id, 'hello')
  await read(two, open, seq)
  expect(await reader.waitFor('room.read', ({ userId }) => userId === two.id)).toMatchObject({ seq })
  await reader.close()
})
