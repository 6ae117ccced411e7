import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { group, guest, member, nobody } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('block')
const block = (who: Client, whom: Client) => who.put(`/api/blocks/${whom.id}`)
const unblock = (who: Client, whom: Client) => who.delete(`/api/blocks/${whom.id}`)
const write = (who: Client, roomId: number) =>
  who.post(`/api/rooms/${roomId}/messages`, { clientId: randomUUID(), body: 'please' })

async function pair() {
  const [linus, ken] = await Promise.all([member(world.server, 'linus'), member(world.server, 'ken')])
  return { linus, ken }
}

async function directPair() {
  const { linus, ken } = await pair()
  const { room } = (await ken.post('/api/directs', { userId: linus.id })).body
  return { linus, ken, room }
}

test('who is blocked cannot write in the direct room, over REST or a socket, and is not told why', async () => {
  const { linus, ken, room } = await directPair()
  const before = await write(ken, room.id)
  expect(before.status).toBe(201)
  expect((await block(linus, ken)).status).toBe(204)
  const socket = await ken.connect()
  await expectNoChange(world, async () => {
    const refused = await write(ken, room.id)
    expectProblem(refused, 403, 'forbidden')
    expect(refused.body).toEqual({
      type: expect.any(String), title: 'You are not allowed to do this', status: 403, code: 'forbidden',
    })
    socket.send({ type: 'message.send', clientId: randomUUID(), roomId: room.id, body: 'please' })
    const failed = await socket.waitFor('command.failed')
    expect(failed).toEqual({
      type: 'command.failed', clientId: expect.any(String), ref: 'message.send', code: 'forbidden',
    })
  })
  // A retry of what was stored is answered as ever.
  const { clientId, body } = before.body.message
  expect((await ken.post(`/api/rooms/${room.id}/messages`, { clientId, body })).status).toBe(200)
  expect((await write(linus, room.id)).status).toBe(201)
  await socket.close()
})

test('unblocking reverses it', async () => {
  const { linus, ken, room } = await directPair()
  await block(linus, ken)
  await block(linus, ken)
  expect((await unblock(linus, ken)).status).toBe(204)
  expect((await write(ken, room.id)).status).toBe(201)
  expect((await linus.get('/api/blocks')).body.users).toEqual([])
  await expectNoChange(world, async () => expect((await unblock(linus, ken)).status).toBe(204))
})

test('a block by both ends when both have taken it back', async () => {
  const { linus, ken, room } = await directPair()
  await Promise.all([block(linus, ken), block(ken, linus)])
  await unblock(linus, ken)
  expectProblem(await write(linus, room.id), 403, 'forbidden')
  expect((await write(ken, room.id)).status).toBe(201)
  await unblock(ken, linus)
  expect((await write(linus, room.id)).status).toBe(201)
})

test('who is blocked opens no direct room and adds the blocker to none; other groups go on', async () => {
  const { linus, ken } = await pair()
  const shared = await group(linus, [ken])
  const theirs = await group(ken)
  await block(linus, ken)
  await expectNoChange(world, async () => {
    expectProblem(await ken.post('/api/directs', { userId: linus.id }), 403, 'forbidden')
    expectProblem(await ken.put(`/api/rooms/${theirs.id}/members/${linus.id}`, {}), 403, 'forbidden')
  })
  expect((await write(ken, shared.id)).status).toBe(201)
  const { room } = (await linus.post('/api/directs', { userId: ken.id })).body
  expectProblem(await write(ken, room.id), 403, 'forbidden')
})

test('a direct room that is opened at the moment of the block is closed to who is blocked', async () => {
  for (let round = 0; round < 4; round++) {
    const { linus, ken } = await pair()
    await Promise.all([block(linus, ken), ken.post('/api/directs', { userId: linus.id })])
    const { room } = (await linus.post('/api/directs', { userId: ken.id })).body
    expectProblem(await write(ken, room.id), 403, 'forbidden')
  }
})

test('presence ends at once for who is blocked, and only for them', async () => {
  const { linus, ken } = await pair()
  const [phone, watcher, other] = await Promise.all([linus.connect(), ken.connect(), world.ada.connect()])
  for (const socket of [watcher, other]) {
    socket.send({ type: 'presence.watch', userIds: [linus.id] })
    await socket.waitFor('presence.changed', event => event.status === 'online')
    socket.clear()
  }
  await block(linus, ken)
  expect(await watcher.waitFor('presence.changed', event => event.userId === linus.id))
    .toEqual({ type: 'presence.changed', userId: linus.id, status: 'offline' })
  watcher.clear()
  watcher.send({ type: 'presence.watch', userIds: [linus.id, ken.id] })
  await watcher.waitFor('presence.changed', event => event.userId === ken.id)
  const told = (await watcher.settled('presence.changed')).filter(event => event.userId === linus.id)
  expect(told).toEqual([{ type: 'presence.changed', userId: linus.id, status: 'offline' }])
  expect((await other.settled('presence.changed')).filter(event => event.userId === linus.id)).toEqual([])
  await unblock(linus, ken)
  await watcher.waitFor('presence.changed', event => event.userId === linus.id && event.status === 'online')
  await Promise.all([phone, watcher, other].map(socket => socket.close()))
})

test('neither hears the other typing in their direct room', async () => {
  const { linus, ken, room } = await directPair()
  const [his, theirs] = await Promise.all([linus.connect(), ken.connect()])
  await block(linus, ken)
  const late = await ken.connect()
  for (const socket of [his, theirs, late]) {
    socket.send({ type: 'room.typing', roomId: room.id })
    await socket.settle()
  }
  for (const socket of [his, theirs, late]) expect(await socket.settled('room.typing')).toEqual([])
  await unblock(linus, ken)
  theirs.send({ type: 'room.typing', roomId: room.id })
  await his.waitFor('room.typing')
  await Promise.all([his, theirs, late].map(socket => socket.close()))
})

test('the list is for the blocker alone, newest first, and their other devices hear of it', async () => {
  const { linus, ken } = await pair()
  const [phone, theirs] = await Promise.all([linus.connect(), ken.connect()])
  await block(linus, world.grace)
  await block(linus, ken)
  expect((await linus.get('/api/blocks')).body.users.map(user => user.id)).toEqual([ken.id, world.grace.id])
  expect((await ken.get('/api/blocks')).body.users).toEqual([])
  expect(await phone.waitFor('block.changed', event => event.user.id === ken.id)).toMatchObject({ blocked: true })
  await unblock(linus, ken)
  await phone.waitFor('block.changed', event => event.user.id === ken.id && !event.blocked)
  expect(await theirs.settled('block.changed')).toEqual([])
  await Promise.all([phone.close(), theirs.close()])
})

test('a connection begins with whom its person has blocked, not with who has blocked them', async () => {
  const { linus, ken } = await pair()
  await block(linus, ken)
  const [his, theirs] = await Promise.all([linus.connect(), ken.connect()])
  expect((await his.waitFor('ready')).blocked).toEqual([ken.id])
  expect(await theirs.waitFor('ready')).not.toHaveProperty('blocked')
  await Promise.all([his, theirs].map(socket => socket.close()))
})

test('guests block whom they may know of', async () => {
  const { server } = world
  const [gus, linus] = await Promise.all([guest(server), member(server, 'linus')])
  expect((await block(gus, linus)).status).toBe(204)
  await linus.delete(`/api/rooms/${gus.square.id}/membership`)
  // Whom they have blocked they may unblock, wherever that person is.
  expect((await unblock(gus, linus)).status).toBe(204)
  await expectNoChange(world, async () => {
    expectProblem(await block(gus, linus), 404, 'not_found')
    expectProblem(await unblock(gus, linus), 404, 'not_found')
  })
})

test('nobody blocks themselves, nobody, or without being logged in', async () => {
  const { ada, grace, server } = world
  await expectNoChange(world, async () => {
    expectProblem(await block(ada, ada), 400, 'invalid')
    expectProblem(await ada.put('/api/blocks/99999999'), 404, 'not_found')
    expectProblem(await ada.delete('/api/blocks/99999999'), 404, 'not_found')
    expectProblem(await ada.put('/api/blocks/grace'), 404, 'not_found')
    expectProblem(await nobody(server).put(`/api/blocks/${grace.id}`), 401, 'unauthenticated')
    expectProblem(await nobody(server).get('/api/blocks'), 401, 'unauthenticated')
  })
})

test('blocks go with the account, of both sides', async () => {
  const { linus, ken } = await pair()
  await Promise.all([block(linus, world.grace), block(ken, linus)])
  expect((await linus.delete('/api/account', { password: linus.password })).status).toBe(204)
  const rows = await world.server.chat('SELECT * FROM blocks WHERE user_id = ? OR blocked_id = ?', [linus.id, linus.id])
  expect(rows).toEqual([])
})
