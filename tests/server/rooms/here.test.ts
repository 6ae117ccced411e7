import { expect, test } from 'vitest'
import type { RoomPresence } from '../../../shared/protocol/room.ts'
import { group, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { choose } from '../../support/presence.ts'
import { until } from '../../support/until.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('here')

async function here(client: Client, roomId: number): Promise<RoomPresence> {
  const answer = await client.get(`/api/rooms/${roomId}/presence`)
  expect(answer.status).toBe(200)
  return JSON.parse(answer.text) as RoomPresence
}

async function three() {
  const { server } = world
  const [ken, linus, grace] = await Promise.all(['ken', 'linus', 'grace'].map(name => member(server, name)))
  const people = { ken: ken!, linus: linus!, grace: grace! }
  return { ...people, room: await group(people.ken, [people.linus, people.grace]) }
}

test('a room says who else is there, and whom to watch', async () => {
  const { ken, linus, grace, room } = await three()
  const others = [linus.id, grace.id].sort((a, b) => a - b)
  expect(await here(ken, room.id)).toEqual({ online: 0, members: [], userIds: others })
  const sockets = await Promise.all([grace.connect(), ken.connect()])
  expect(await here(ken, room.id)).toEqual({
    online: 1, members: [{ user: expect.objectContaining({ id: grace.id }), role: 'member' }],
    userIds: [grace.id, linus.id],
  })
  await Promise.all(sockets.map(socket => socket.close()))
})

test('who hides is not there, and for who hides nobody is', async () => {
  const { ken, linus, grace, room } = await three()
  const sockets = await Promise.all([linus.connect(), grace.connect()])
  expect((await here(ken, room.id)).online).toBe(2)
  await choose(grace, { hidden: true })
  await until('one to be there', async () => (await here(ken, room.id)).online === 1)
  expect((await here(ken, room.id)).members.map(({ user }) => user.id)).toEqual([linus.id])
  expect(await here(grace, room.id)).toMatchObject({ online: 0, members: [] })
  await Promise.all(sockets.map(socket => socket.close()))
})

test('who has blocked the reader is not there for them', async () => {
  const { ken, linus, room } = await three()
  const socket = await linus.connect()
  await linus.put(`/api/blocks/${ken.id}`)
  expect((await here(ken, room.id)).online).toBe(0)
  await socket.close()
})

test('an outsider learns nothing', async () => {
  const { room } = await three()
  expectProblem(await world.mallory.get(`/api/rooms/${room.id}/presence`), 404, 'not_found')
  expectProblem(await nobody(world.server).get(`/api/rooms/${room.id}/presence`), 401, 'unauthenticated')
})

test('the glimpse counts who is there, without those who hide', async () => {
  const { ken } = await three()
  const online = async () => {
    const { text } = await nobody(world.server).get('/api/square')
    return (JSON.parse(text) as { online: number }).online
  }
  const before = await online()
  const socket = await ken.connect()
  await until('one more', async () => await online() === before + 1)
  await choose(ken, { hidden: true })
  await until('as many as before', async () => await online() === before)
  await socket.close()
})
