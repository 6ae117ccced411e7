import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Room } from '../../shared/protocol/room.ts'
import { group, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { testDatabase } from '../support/database.ts'
import { DatabaseWire } from '../support/databaseWire.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'

let wire: DatabaseWire
let server: TestServer
let ada: Client
let grace: Client
let room: Room

beforeAll(async () => {
  wire = await DatabaseWire.to(testDatabase())
  server = await startServer({ name: 'faults-lost-answer', database: wire.url })
  ;[ada, grace] = await Promise.all([member(server, 'ada'), member(server, 'grace')])
  room = await group(ada, [grace])
})

afterAll(async () => {
  await server?.stop()
  wire?.close()
})

// The message is stored, but the server cannot know: the connection broke between the commit and its answer.
test.each([
  'socket', 'REST',
])('a commit whose answer was lost is one message that everybody hears of, sent by %s', async (way) => {
  const [mine, hers] = await Promise.all([ada.connect(), grace.connect()])
  const clientId = randomUUID()
  const body = `stored, but was it? (${way})`
  const post = () => ada.post(`/api/rooms/${room.id}/messages`, { clientId, body })
  wire.loseAnswerTo = /INSERT INTO messages/i
  if (way === 'socket') {
    mine.send({ type: 'message.send', roomId: room.id, clientId, body })
    await Promise.race([mine.waitFor('message.acked'), mine.waitFor('command.failed')])
  }
  else {
    await post()
  }
  expect(wire.lost).toBeGreaterThan(0)
  const again = await post()
  expect([200, 201]).toContain(again.status)
  for (const socket of [mine, hers]) {
    await socket.waitFor('message.created', event => event.message.clientId === clientId)
    await socket.settle()
    expect(socket.of('message.created').filter(event => event.message.clientId === clientId)).toHaveLength(1)
  }
  expect((await ada.history(room.id)).filter(message => message.clientId === clientId)).toEqual([again.body.message])
  await Promise.all([mine.close(), hers.close()])
})

test('a deletion whose answer was lost is told to everybody when it is repeated', async () => {
  const [mine, hers] = await Promise.all([ada.connect(), grace.connect()])
  const { seq } = await ada.say(room.id, 'going, going')
  wire.loseAnswerTo = /commit/i
  await ada.delete(`/api/rooms/${room.id}/messages/${seq}`)
  expect(wire.loseAnswerTo).toBeUndefined()
  expect((await ada.delete(`/api/rooms/${room.id}/messages/${seq}`)).status).toBe(204)
  const { rev } = await ada.room(room.id)
  for (const socket of [mine, hers]) {
    expect(await socket.waitFor('message.deleted')).toMatchObject({ roomId: room.id, seq, rev })
  }
  await Promise.all([mine.close(), hers.close()])
})
