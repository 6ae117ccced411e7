import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createConnection } from 'mysql2/promise'
import type { Room } from '../../shared/protocol/room.ts'
import { firstAdmin, group, member, nobody } from '../support/cast.ts'
import type { Answer, Client } from '../support/client.ts'
import { testDatabase } from '../support/database.ts'
import { DatabaseWire } from '../support/databaseWire.ts'
import { unique } from '../support/random.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'
import { until } from '../support/until.ts'
import { expectProblem } from '../support/world.ts'

let wire: DatabaseWire
let server: TestServer
let ada: Client
let grace: Client
let root: Client
let room: Room

beforeAll(async () => {
  wire = await DatabaseWire.to(testDatabase())
  server = await startServer({ name: 'faults-lost-transaction', database: wire.url })
  ;[ada, grace, root] = await Promise.all([member(server, 'ada'), member(server, 'grace'), firstAdmin(server)])
})

beforeEach(async () => {
  room = await group(ada, [grace])
})

afterAll(async () => {
  await server?.stop()
  wire?.close()
})

const post = (by: Client, text = 'hello', clientId: string = randomUUID()) =>
  by.post(`/api/rooms/${room.id}/messages`, { clientId, body: text })

/** What never may be, whatever got lost. */
async function expectWhole(): Promise<void> {
  const halves = {
    'a room that miscounts its members': await server.chat(
      'SELECT id FROM rooms WHERE deleted_at IS NULL AND member_count <> (SELECT COUNT(*) FROM memberships '
      + 'WHERE room_id = rooms.id)',
    ),
    'a member of no room': await server.chat(
      'SELECT room_id FROM memberships LEFT JOIN rooms ON id = room_id WHERE id IS NULL',
    ),
    'a group without an owner': await server.chat(
      'SELECT id FROM rooms WHERE kind = \'group\' AND room_key IS NULL AND deleted_at IS NULL '
      + 'AND id NOT IN (SELECT room_id FROM memberships WHERE role = \'owner\')',
    ),
    'a deletion ahead of its room': await server.chat(
      'SELECT seq FROM messages JOIN rooms ON id = room_id WHERE deleted_rev > rev',
    ),
    'places with holes': await server.chat(
      'SELECT id FROM rooms WHERE last_seq <> (SELECT COUNT(*) FROM messages '
      + 'WHERE room_id = id) OR last_seq <> (SELECT COALESCE(MAX(seq), 0) FROM messages '
      + 'WHERE room_id = id)',
    ),
  }
  for (const [what, rows] of Object.entries(halves)) expect(rows, what).toEqual([])
}

/** Loses the transaction of `act` before its second, third, … packet, as often as there is another one. */
async function loseEach(
  act: () => Promise<Answer>, check: (answer: Answer) => Promise<void>, only?: RegExp,
): Promise<void> {
  for (let packet = 1; ; packet++) {
    wire.loseTransaction = { packet, only }
    const answer = await act()
    const struck = wire.loseTransaction === undefined
    wire.loseTransaction = undefined
    expect(answer.status, `lost before packet ${packet}: ${answer.text}`).toBeLessThan(300)
    await check(answer)
    await expectWhole()
    if (!struck) return expect(packet, 'this was no transaction').toBeGreaterThan(1)
  }
}

test('a batch whose transaction is lost is stored once, under locks of its own', async () => {
  const reader = await grace.connect()
  const clientId = randomUUID()
  wire.loseTransaction = { packet: 1, only: /INSERT INTO messages/ }
  const answer = await post(ada, 'once', clientId)
  expect(wire.loseTransaction).toBeUndefined()
  expect(answer.status, answer.text).toBe(201)
  await reader.waitFor('message.created', event => event.message.clientId === clientId)
  await reader.close()
  expect((await ada.history(room.id)).map(message => message.clientId)).toEqual([clientId])
  await expectWhole()
})

test('who was removed after the transaction was lost, and before its second packet, writes nothing', async () => {
  wire.loseTransaction = {
    packet: 1,
    only: /INSERT INTO messages/,
    meanwhile: async () =>
      void expect((await ada.delete(`/api/rooms/${room.id}/members/${grace.id}`)).status).toBe(204),
  }
  expectProblem(await post(grace), 404, 'not_found')
  expect(await ada.history(room.id)).toEqual([])
  await expectWhole()
})

test('a second packet that is held up half-way leaves no message without its place in the room', async () => {
  const other = await createConnection(server.databases.chat)
  wire.loseTransaction = {
    packet: 1,
    only: /INSERT INTO messages/,
    meanwhile: async () => {
      await other.query('BEGIN')
      await other.query('SELECT id FROM rooms WHERE id = ? FOR UPDATE', [room.id])
    },
  }
  const first = await post(ada, 'held up')
  await other.query('ROLLBACK')
  await other.end()
  expect([201, 503]).toContain(first.status)
  expect((await post(ada, 'afterwards')).status).toBe(201)
  await expectWhole()
})

test('a repetition whose transaction is lost after the look-up of what was sent is the same message', async () => {
  const clientId = randomUUID()
  const first = await post(ada, 'said once', clientId)
  await loseEach(() => post(ada, 'said twice', clientId), async answer => expect(answer.body).toEqual(first.body))
})

test('every change of a room is whole or not at all, wherever its transaction is lost', async () => {
  await loseEach(() => ada.post('/api/rooms', { name: unique('new'), visibility: 'public' }), async ({ body }) => {
    expect(await ada.room(body.room.id)).toMatchObject({ memberCount: 1, role: 'owner' })
  })
  await loseEach(async () => {
    await grace.delete(`/api/rooms/${room.id}/membership`)
    return grace.put(`/api/rooms/${room.id}/membership`)
  }, async () => void await grace.room(room.id))
  let { rev } = await ada.room(room.id)
  await loseEach(
    () => ada.patch(`/api/rooms/${room.id}`, { topic: unique('topic') }),
    async ({ body }) => expect(body.room.rev).toBe(++rev),
  )
  await loseEach(
    () => ada.put(`/api/rooms/${room.id}/members/${grace.id}`, { role: rev % 2 ? 'moderator' : 'member' }),
    async () => {
      expect((await ada.room(room.id)).rev).toBeLessThanOrEqual(++rev)
      rev = (await ada.room(room.id)).rev
    },
  )
  await loseEach(async () => {
    const { seq } = await ada.say(room.id, 'short-lived')
    return ada.delete(`/api/rooms/${room.id}/messages/${seq}`)
  }, async () => expect((await ada.room(room.id)).rev).toBe(++rev))
  await loseEach(
    () => ada.post('/api/directs', { userId: grace.id }),
    async ({ body }) => expect((await grace.room(body.room.id)).memberCount).toBe(2),
  )
})

test('every change of an account is whole or not at all, wherever its transaction is lost', async () => {
  await loseEach(async () => {
    const username = unique('new')
    return nobody(server).post('/api/users', {
      email: `${username}@plaza.test`,
      username,
      password: 'a long enough secret',
    })
  }, async ({ body }) => expect((await grace.get(`/api/users/${body.user.id}`)).status).toBe(200))
  await loseEach(
    () => nobody(server).post('/api/guests', { username: unique('gus') }),
    async ({ body }) => expect(body.room.square).toBe(true),
  )
  await loseEach(
    () => root.patch(`/api/admin/users/${grace.id}`, { displayName: unique('Grace') }),
    async ({ body }) => {
      const { displayName } = body.user
      const entries = await server.identity(
        'SELECT id FROM audit WHERE action = \'user.updated\' AND target_id = ? AND `after` LIKE ?',
        [grace.id, `%${displayName}%`],
      )
      expect(entries).toHaveLength(1)
    },
  )
})

test('a room whose place lags behind its messages heals with the next message, and says so', async () => {
  const reader = await grace.connect()
  for (const text of ['one', 'two', 'three']) await ada.say(room.id, text)
  await reader.waitFor('message.created', event => event.message.seq === 3)
  await server.chat('UPDATE rooms SET last_seq = 1 WHERE id = ?', [room.id])
  const answer = await post(grace, 'four')
  expect(answer.status, answer.text).toBe(201)
  expect(answer.body.message.seq).toBe(4)
  await reader.waitFor('message.created', event => event.message.seq === 4)
  await reader.close()
  await expectWhole()
  await until('the log to tell', () =>
    server.readLog().includes('"message":"room healed: last_seq was behind its messages"'),
  )
  const line = server.readLog().split('\n').find(text => text.includes('room healed'))
  expect(JSON.parse(String(line))).toMatchObject({ level: 'warn', roomId: room.id, lastSeq: 1, healedTo: 3 })
})

test('a repetition heals the room too, and its readers hear of what they missed', async () => {
  const reader = await grace.connect()
  const clientId = randomUUID()
  const first = await post(ada, 'stored by half', clientId)
  await server.chat('UPDATE rooms SET last_seq = 0 WHERE id = ?', [room.id])
  const again = await post(ada, 'stored by half', clientId)
  expect(again.status, again.text).toBe(200)
  expect(again.body).toEqual(first.body)
  expect((await ada.room(room.id)).lastSeq).toBe(1)
  await reader.waitFor('room.updated', event => event.room.id === room.id && event.room.lastSeq === 1)
  await reader.close()
  await expectWhole()
})
