import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { Room } from '../../../shared/protocol/room.ts'
import { firstAdmin, guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { choose } from '../../support/presence.ts'
import { pushesSettled, subscribe, usePushWorld } from '../../support/push.ts'
import { unique } from '../../support/random.ts'
import type { Socket } from '../../support/socket.ts'

const world = usePushWorld('out-of-sight', { NUXT_PRESENCE_GRACE: '0.2' })

interface Cast {
  root: Client
  /** Writes to the others, and is watched by lin. */
  ken: Client
  /** Is there. */
  lin: Client
  /** Is away, with a device. */
  max: Client
  group: Room
  /** Of lin and ken. */
  direct?: Room
}

/** What comes between a person and who writes to them. */
const states: Record<string, (cast: Cast) => Promise<unknown>> = {
  nothing: () => Promise.resolve(),
  blocked: ({ ken, lin, max }) => Promise.all([lin, max].map(one => one.put(`/api/blocks/${ken.id}`))),
  removed: ({ root, lin, max, group }) => Promise.all([lin, max].map(async (one) => {
    for (const { id } of await one.rooms()) await root.delete(`/api/rooms/${id}/members/${one.id}`)
    expect((await root.members(group.id)).map(({ user }) => user.id)).not.toContain(one.id)
  })),
  hidden: ({ ken }) => choose(ken, { hidden: true }),
  muted: ({ lin, max, group, direct }) => Promise.all([lin, max].map(async (one) => {
    const mute = { level: 'all', mutedUntil: '2040-01-01T00:00:00.000Z' }
    await one.put(`/api/rooms/${group.id}/notifications`, mute)
    if (one === lin && direct) await one.put(`/api/rooms/${direct.id}/notifications`, mute)
  })),
}

/** By path. Rooms are named `group` and `direct`; `presence` is what lin sees of ken and ken of lin. */
const expected: Record<string, Record<string, unknown>> = {
  nothing: {
    live: ['group', 'direct'], history: ['group', 'direct'], presence: ['online', 'online'], push: ['group'],
    counts: { group: [1, 1], direct: [1, 0] }, inbox: { group: 'mention', direct: 'direct' },
  },
  blocked: {
    live: ['group'], history: ['group'], presence: ['online', 'offline'], push: [],
    counts: { group: [1, 0], direct: [0, 0] }, inbox: { group: 'unread' },
  },
  removed: { live: [], history: [], presence: [undefined, 'online'], push: [], counts: {}, inbox: {} },
  hidden: {
    live: ['group', 'direct'], history: ['group', 'direct'], presence: ['offline', 'offline'], push: ['group'],
    counts: { group: [1, 1], direct: [1, 0] }, inbox: { group: 'mention', direct: 'direct' },
  },
  muted: {
    live: ['group', 'direct'], history: ['group', 'direct'], presence: ['online', 'online'], push: [],
    counts: { group: [1, 1], direct: [1, 0] }, inbox: { group: 'mention', direct: 'direct' },
  },
}

const observed: Record<string, Record<string, unknown>> = {}

beforeAll(async () => {
  const root = await firstAdmin(world.server)
  const pushed = await Promise.all(Object.entries(states).map(async ([state, apply]) => {
    const cast = await castFor(state, root)
    const device = world.push.device()
    await subscribe(cast.max, device)
    await apply(cast)
    observed[state] = await observe(cast)
    return { state, device, group: cast.group }
  }))
  await pushesSettled(world.server)
  for (const { state, device, group } of pushed) {
    const rooms = world.push.of(device).map(({ payload }) => payload.roomId === group.id ? 'group' : 'another room')
    Object.assign(observed[state]!, { push: rooms })
  }
}, 120_000)

/** Members may know of everybody: who is to be out of sight when a room is, is a guest. */
async function castFor(state: string, root: Client): Promise<Cast> {
  const { server } = world
  const reader = state === 'removed' ? guest : member
  const [ken, lin, max] = await Promise.all([member(server, 'ken'), reader(server, 'lin'), reader(server, 'max')])
  const group = (await root.post('/api/rooms', { name: unique('open'), visibility: 'open' })).body.room
  for (const one of [ken, lin, max]) await one.put(`/api/rooms/${group.id}/membership`)
  const direct = state === 'removed' ? undefined : (await ken.post('/api/directs', { userId: lin.id })).body.room
  return { root, ken, lin, max, group, direct }
}

async function observe({ ken, lin, max, group, direct }: Cast): Promise<Record<string, unknown>> {
  const rooms = Object.entries({ group, direct }).flatMap(([name, room]) => room ? [{ name, id: room.id }] : [])
  const [his, hers] = await Promise.all([ken.connect(), lin.connect()])
  const presence = await Promise.all([presenceOf(ken, lin, hers), presenceOf(lin, ken, his)])
  for (const { name, id } of rooms) {
    const body = name === 'group' ? `@${lin.user.username} @${max.user.username} look` : 'look'
    await ken.post(`/api/rooms/${id}/messages`, { clientId: randomUUID(), body })
  }
  const heard = (await hers.settled('message.created')).map(({ message }) => message.roomId)
  const live = rooms.filter(({ id }) => heard.includes(id)).map(({ name }) => name)
  const pages = await Promise.all(rooms.map(({ id }) => lin.get(`/api/rooms/${id}/messages`)))
  const history = rooms.filter((_, n) => pages[n]!.body.messages?.length > 0).map(({ name }) => name)
  const mine = await lin.rooms()
  const found = (await lin.get('/api/inbox')).body.items
  const perRoom = <T>(read: (id: number) => T) =>
    Object.fromEntries(rooms.map(({ name, id }) => [name, read(id)]).filter(([, value]) => value !== undefined))
  await Promise.all([his.close(), hers.close()])
  return {
    live, history, presence,
    counts: perRoom((id) => {
      const room = mine.find(one => one.id === id)
      return room && [room.unread, room.mentions]
    }),
    inbox: perRoom(id => found.find(item => item.room.id === id)?.reason),
  }
}

/** What a person is seen as by another; undefined when nothing is told of them. */
async function presenceOf(person: Client, reader: Client, socket: Socket): Promise<string | undefined> {
  socket.send({ type: 'presence.watch', userIds: [person.id, reader.id] })
  // In the same frame as that of the person, if there is one.
  await socket.waitFor('presence.changed', event => event.userId === reader.id)
  return socket.of('presence.changed').findLast(event => event.userId === person.id)?.status
}

const cells = Object.entries(expected).flatMap(([state, paths]) => Object.keys(paths).map(path => ({ state, path })))

test.each(cells)('$state: $path', ({ state, path }) => {
  expect(observed[state]?.[path]).toEqual(expected[state]?.[path])
})

test('each state is proven on every path', () => {
  const paths = Object.keys(expected.nothing!).sort()
  for (const state of Object.keys(states)) expect(Object.keys(expected[state] ?? {}).sort(), state).toEqual(paths)
})
