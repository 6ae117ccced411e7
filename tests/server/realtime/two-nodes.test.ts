import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { group, guest, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import type { DatabasePair } from '../../support/database.ts'
import { dropPair, freshPair } from '../../support/database.ts'
import type { TestServer } from '../../support/server.ts'
import { startServer } from '../../support/server.ts'
import { expectProblem } from '../../support/world.ts'

// Without a bus between them two nodes do not hear each other, but MariaDB is the truth for both.
let databases: DatabasePair
let nodes: TestServer[] = []
let here: Client
let there: Client

beforeAll(async () => {
  databases = freshPair()
  nodes = await Promise.all(['node-one', 'node-two'].map(name => startServer({ name, databases })))
  here = await member(nodes[0]!, 'ada')
  there = here.twin()
  there.origin = nodes[1]!.origin
})

afterAll(async () => {
  for (const node of nodes) await node.stop()
  await dropPair(databases)
})

test('one clientId on two nodes at once is one message', async () => {
  const room = await group(here)
  for (let round = 0; round < 20; round++) {
    const clientId = randomUUID()
    const answers = await Promise.all(
      [here, there, here, there].map((client, n) =>
        client.post(`/api/rooms/${room.id}/messages`, { clientId, body: `try ${n}` }),
      ),
    )
    expect(answers.map(answer => answer.status).sort()).toEqual([200, 200, 200, 201])
    expect(new Set(answers.map(answer => JSON.stringify(answer.body.message))).size).toBe(1)
  }
  expect((await here.history(room.id)).map(message => message.seq)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
})

test('one clientId in two rooms on two nodes at once is stored in one of them', async () => {
  const rooms = [await group(here), await group(here)]
  for (let round = 0; round < 20; round++) {
    const clientId = randomUUID()
    const answers = await Promise.all(
      [here, there].map((client, n) =>
        client.post(`/api/rooms/${rooms[n]!.id}/messages`, { clientId, body: 'where?' }),
      ),
    )
    expect(answers.map(answer => answer.status).sort()).toEqual([201, 409])
    expectProblem(answers.find(answer => answer.status === 409)!, 409, 'client_id_reused')
  }
  const stored = await Promise.all(rooms.map(room => here.history(room.id)))
  for (const history of stored) expect(history.map(message => message.seq)).toEqual(history.map((_, n) => n + 1))
  expect(stored.flat()).toHaveLength(20)
})

test('two nodes that write to the same rooms keep one dense order', async () => {
  const rooms = [await group(here), await group(here), await group(here)]
  const sockets = await Promise.all([here.connect(), there.connect(), here.connect(), there.connect()])
  sockets.forEach((socket, sender) => {
    for (let n = 0; n < 90; n++) {
      socket.send({ type: 'message.send', roomId: rooms[n % 3]!.id, clientId: randomUUID(), body: `${sender} ${n}` })
    }
  })
  for (const socket of sockets) await expect.poll(() => socket.of('message.acked').length, { timeout: 30_000 }).toBe(90)
  for (const room of rooms) {
    const history = await here.history(room.id)
    expect(history.map(message => message.seq)).toEqual(Array.from({ length: 120 }, (_, n) => n + 1))
    for (let sender = 0; sender < 4; sender++) {
      const own = history
        .map(message => message.body!.split(' ').map(Number))
        .filter(([by]) => by === sender)
        .map(([, n]) => n!)
      expect(own).toEqual(own.toSorted((a, b) => a - b))
    }
  }
  await Promise.all(sockets.map(socket => socket.close()))
})

test('what was said on the other node is found by a sync', async () => {
  const room = await group(here)
  const socket = await there.connect()
  const { rev } = await there.room(room.id)
  const message = await here.say(room.id, 'said over there')
  socket.send({ type: 'sync', cursors: { [room.id]: { seq: 0, rev } } })
  expect((await socket.waitFor('message.created')).message).toEqual(message)
  await socket.close()
})

test('of two owners who leave on two nodes at once the maker of the room stays, or it goes with both', async () => {
  const grace = await member(nodes[1]!, 'grace')
  for (let round = 0; round < 5; round++) {
    const room = await group(here)
    await grace.put(`/api/rooms/${room.id}/membership`)
    await here.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: 'owner' })
    const answers = await Promise.all([here, grace].map(client => client.delete(`/api/rooms/${room.id}/membership`)))
    expect(answers[1]?.status).toBe(204)
    const [row] = await nodes[0]!.chat<{ deletedAt: string | null }>(
      'SELECT deleted_at deletedAt FROM rooms WHERE id = ?',
      [room.id],
    )
    if (answers[0]?.status === 204) expect(row?.deletedAt).not.toBeNull()
    else expectProblem(answers[0]!, 409, 'last_owner')
  }
})

test('a watch ends although the end of the last shared room was never heard here', async () => {
  const [one, two] = nodes as [TestServer, TestServer]
  const [gus, linus] = await Promise.all([guest(one), member(one, 'linus')])
  const elsewhere = linus.twin()
  elsewhere.origin = two.origin
  const watcher = await gus.connect()
  watcher.send({ type: 'presence.watch', userIds: [linus.id] })
  await watcher.waitFor('presence.changed')
  await elsewhere.delete(`/api/rooms/${gus.square.id}/membership`)
  await expect.poll(async () => {
    watcher.clear()
    const socket = await linus.connect()
    await watcher.settle()
    await socket.close()
    return watcher.of('presence.changed').length
  }, { interval: 250 }).toBe(0)
  await watcher.close()
})
