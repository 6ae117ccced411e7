import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Guest } from '../../support/cast.ts'
import { group, guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { pick, seeded, unique } from '../../support/random.ts'
import { Screen } from '../../support/screen.ts'
import type { Socket } from '../../support/socket.ts'
import { useServer } from '../../support/world.ts'

const world = useServer('snapshot')
type Random = () => number

interface Scene {
  cast: Client[]
  rooms: number[]
  random: Random
}

/** One random thing that one of the cast does; that it may be refused is part of the game. */
async function act({ cast, rooms, random }: Scene): Promise<void> {
  const who = pick(random, cast)
  const other = pick(random, cast)
  const room = `/api/rooms/${pick(random, rooms)}`
  const seq = 1 + Math.floor(random() * 12)
  const mention = (body: string) => who.post(`${room}/messages`, { clientId: randomUUID(), body })
  const say = () => who.post(`${room}/messages`, { clientId: randomUUID(), body: unique('said') })
  await pick<() => Promise<unknown>>(random, [
    say, say, say, say, say,
    () => mention(`@${other.user.username} and others`),
    () => mention('look, @everyone'),
    () => who.put(`${room}/unread`, { seq }),
    () => who.put('/api/reads'),
    () => who.delete(`${room}/messages/${seq}`),
    () => who.delete(`${room}/messages/${seq}`),
    () => who.put(`${room}/read`, { seq }),
    () => who.put(`${room}/read`, { seq }),
    () => who.put(`${room}/notifications`, { level: pick(random, ['all', 'mentions', 'none']) }),
    () => who.patch(room, { name: unique('room') }),
    () => who.patch(room, { topic: unique('about') }),
    () => who.patch(room, { visibility: pick(random, ['public', 'private']) }),
    () => who.put(`${room}/membership`),
    () => who.put(`${room}/membership`),
    () => who.delete(`${room}/membership`),
    () => who.put(`${room}/members/${other.id}`, {}),
    () => who.put(`${room}/members/${other.id}`, { role: pick(random, ['owner', 'moderator', 'member']) }),
    () => who.put(`${room}/members/${other.id}`, { role: pick(random, ['owner', 'moderator', 'member']) }),
    () => who.delete(`${room}/members/${other.id}`),
    () => who.patch('/api/account', { username: unique('name') }),
    () => who.patch('/api/account', { displayName: unique('shown') }),
    () => who.post('/api/directs', { userId: other.id }),
    async () => {
      const answer = await who.post('/api/rooms', { name: unique('new'), visibility: 'public' })
      if (answer.status === 201) rooms.push(answer.body.room.id)
    },
    () => random() < 0.2 ? who.delete(room) : say(),
  ])()
}

async function scene(seed: number): Promise<Scene> {
  const { server } = world
  const cast = await Promise.all([
    member(server, 'ada'),
    member(server, 'grace'),
    member(server, 'linus'),
    guest(server),
  ])
  const [ada, grace, linus, gus] = cast
  const square = (gus as Guest).square
  const rooms = [
    square.id,
    (await group(ada!, [grace!, linus!])).id,
    (await group(grace!, [ada!])).id,
    (await group(linus!, [ada!], 'private')).id,
  ]
  const direct = await ada!.post('/api/directs', { userId: grace!.id })
  rooms.push(direct.body.room.id)
  for (const room of rooms) {
    for (let n = 0; n < 4; n++) await ada!.post(`/api/rooms/${room}/messages`, { clientId: randomUUID(), body: `${n}` })
  }
  return { cast, rooms, random: seeded(seed) }
}

/** Applies what was heard; a room that one came into meanwhile begins with a snapshot of its own, as in a browser. */
async function follow(client: Client, screen: Screen, socket: Socket): Promise<void> {
  await socket.settle()
  const heard = socket.received.splice(0)
  const entered = new Set<number>()
  for (const event of heard) {
    screen.apply(event)
    if (event.type === 'room.joined') entered.add(event.room.id)
  }
  for (const id of entered) if (screen.rooms.has(id)) await screen.loadRoom(client, await client.room(id))
}

test.each([
  1, 2, 3,
])('events on an old snapshot show what a fresh one shows, whatever happened (seed %i)', async (seed) => {
  const { cast, ...rest } = await scene(seed)
  const screens = await Promise.all(cast.map(async (client) => {
    const socket = await client.connect()
    return { client, socket, screen: await Screen.load(client) }
  }))
  for (let round = 0; round < 12; round++) {
    for (let n = 0; n < 12; n++) await act({ cast, ...rest })
    for (const { client, socket, screen } of screens) {
      await follow(client, screen, socket)
      expect(screen.view, `seed ${seed}, round ${round}, ${client.user.username}`).toEqual(
        (await Screen.load(client)).view,
      )
    }
  }
  await Promise.all(screens.map(({ socket }) => socket.close()))
}, 120_000)

/**
 * What a client does after an absence: a new list of rooms, a sync, and a fresh look at rooms whose rev
 * has moved otherwise.
 */
async function catchUp(client: Client, screen: Screen): Promise<void> {
  const socket = await client.connect()
  const fresh = new Map((await client.rooms()).map(room => [room.id, room]))
  for (const id of screen.rooms.keys()) if (!fresh.has(id)) screen.apply({ type: 'room.left', roomId: id })
  const known = new Map([...screen.rooms.values()].map(({ id, rev }) => [id, rev]))
  socket.clear()
  socket.send({
    type: 'sync',
    cursors: Object.fromEntries([...screen.rooms.values()].map(({ id, lastSeq, rev }) => [id, { seq: lastSeq, rev }])),
  })
  const { rooms } = await socket.waitFor('synced')
  await socket.settle()
  for (const event of socket.received) screen.apply(event)
  const deletions = socket.of('message.deleted')
  for (const { id, rev, readSeq, unread, mentions, mentionSeqs, notifications } of rooms) {
    const room = screen.rooms.get(id)
    // Each deletion accounts for one step of the rev; what is left over was something else.
    const explained = known.get(id)! + deletions.filter(event => event.roomId === id).length
    if (!room || explained !== rev) await screen.loadRoom(client, fresh.get(id)!)
    else Object.assign(room, { readSeq, unread, mentions, mentionSeqs, notifications })
  }
  for (const [id, room] of fresh) if (!screen.rooms.has(id)) await screen.loadRoom(client, room)
  await socket.close()
}

test.each([11, 12])('after an absence a sync shows what a fresh snapshot shows (seed %i)', async (seed) => {
  const { cast, ...rest } = await scene(seed)
  const watched = { ...rest, cast: cast.map(client => client.twin()) }
  // Names of people travel with the events and the member list, not with a rev: nobody is renamed here.
  for (const client of watched.cast) client.patch = path => client.get(path)
  const screens = await Promise.all(cast.map(async client => ({ client, screen: await Screen.load(client) })))
  for (let round = 0; round < 8; round++) {
    for (let n = 0; n < 15; n++) await act(watched)
    for (const { client, screen } of screens) {
      await catchUp(client, screen)
      expect(screen.view, `seed ${seed}, round ${round}, ${client.user.username}`).toEqual(
        (await Screen.load(client)).view,
      )
    }
  }
}, 120_000)
