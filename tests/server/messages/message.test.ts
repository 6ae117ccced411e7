import { randomUUID } from 'node:crypto'
import type { PoolConnection } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import { expect, test } from 'vitest'
import { AppError } from '../../../server/core/errors.ts'
import { storeBatch } from '../../../server/services/messages/messageBatch.ts'
import { group } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { expectClosedToOutsiders, expectNoChange, expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld()
const path = (roomId: number) => `/api/rooms/${roomId}/messages`

test('a message is stored, answered and heard by everybody in the room', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  const sockets = await Promise.all([ada.connect(), grace.connect(), mallory.connect()])
  const clientId = randomUUID()
  const answer = await ada.post(path(room.id), { clientId, body: 'hello' })
  expect(answer.status).toBe(201)
  expect(answer.body.message).toEqual({
    roomId: room.id,
    seq: 1,
    authorId: ada.id,
    clientId,
    body: 'hello',
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
  })
  for (const socket of sockets.slice(0, 2)) {
    expect((await socket.waitFor('message.created')).message).toEqual(answer.body.message)
  }
  expect(await sockets[2]!.settled('message.created')).toEqual([])
  expect(await grace.history(room.id)).toEqual([answer.body.message])
  await Promise.all(sockets.map(socket => socket.close()))
})

test('outsiders write nothing', async () => {
  const room = await group(world.ada)
  await expectClosedToOutsiders(world, client =>
    client.post(path(room.id), { clientId: randomUUID(), body: 'let me in' }),
  )
})

test('the places of a room are dense from 1, also when many write at once', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 ? ada : grace).say(room.id, `${n}`)))
  const history = await ada.history(room.id)
  expect(history.map(message => message.seq)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
  expect(new Set(history.map(message => message.body)).size).toBe(60)
})

test('a repetition answers the first message, also with another text, and tells nobody', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const clientId = randomUUID()
  const first = await ada.say(room.id, 'the first', clientId)
  const socket = await grace.connect()
  await expectNoChange(world, async () => {
    for (const body of ['the first', 'another text']) {
      const again = await ada.post(path(room.id), { clientId, body })
      expect(again.status).toBe(200)
      expect(again.body.message).toEqual(first)
    }
    const upper = await ada.post(path(room.id), { clientId: clientId.toUpperCase(), body: 'x' })
    expect(upper.body.message.seq).toBe(first.seq)
  })
  expect(await socket.settled('message.created')).toEqual([])
  await socket.close()
})

test('fifty repetitions at once are one message', async () => {
  const { ada } = world
  const room = await group(ada)
  const clientId = randomUUID()
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => ada.post(path(room.id), { clientId, body: `try ${n}` })),
  )
  expect(answers.filter(answer => answer.status === 201)).toHaveLength(1)
  expect(answers.filter(answer => answer.status === 200)).toHaveLength(49)
  expect(new Set(answers.map(answer => JSON.stringify(answer.body.message))).size).toBe(1)
  expect(await ada.history(room.id)).toHaveLength(1)
})

test('a clientId of another room is refused', async () => {
  const { ada } = world
  const [room, other] = [await group(ada), await group(ada)]
  const clientId = randomUUID()
  await ada.say(room.id, 'here', clientId)
  await expectNoChange(world, async () => {
    expectProblem(await ada.post(path(other.id), { clientId, body: 'there' }), 409, 'client_id_reused')
  })
})

test('two people may happen to use the same clientId', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const clientId = randomUUID()
  const [mine, hers] = [await ada.say(room.id, 'mine', clientId), await grace.say(room.id, 'hers', clientId)]
  expect([mine.body, hers.body]).toEqual(['mine', 'hers'])
  expect(hers.seq).toBe(mine.seq + 1)
})

test('a repetition still answers after the message was deleted, and does not bring it back', async () => {
  const { ada } = world
  const room = await group(ada)
  const clientId = randomUUID()
  await ada.say(room.id, 'gone soon', clientId)
  await ada.delete(`${path(room.id)}/1`)
  const again = await ada.post(path(room.id), { clientId, body: 'gone soon' })
  expect(again.status).toBe(200)
  expect(again.body.message).toMatchObject({ seq: 1, body: null, deletedAt: expect.any(String) })
})

test.each([
  ['spaces and line breaks', '  two\n\n  lines \t '],
  ['markup', '<script>alert(1)</script> & "quotes" \'too\''],
  ['emoji of several code points', '👩🏽‍🚀 🏳️‍🌈 🇩🇪'],
  ['right to left', 'שלום \u202Eabc\u202C مرحبا'],
  ['a decomposed accent', 'e\u0301 is not \u00E9'],
  ['SQL', '\'; DROP TABLE messages; -- \\'],
  ['a NUL', 'a\u0000b'],
  ['4,000 emoji', '🙂'.repeat(4_000)],
])('a body with %s is kept exactly', async (_, body) => {
  const { ada } = world
  const room = await group(ada)
  const message = await ada.say(room.id, body)
  expect(message.body).toBe(body)
  expect((await ada.history(room.id))[0]?.body).toBe(body)
})

test.each([
  ['nothing', ''],
  ['spaces only', ' \n\t\u00A0\u3000 '],
  ['invisible characters only', '\u200B\u200D\u2060\uFEFF\u00AD'],
  ['4,001 code points', 'x'.repeat(4_001)],
  ['a lone surrogate', 'a\uD83Db'],
  ['a number', 5],
  ['a list', ['hello']],
  ['an object', { text: 'hello' }],
  ['null', null],
  ['true', true],
])('%s is no body', async (_, body) => {
  const { ada } = world
  const room = await group(ada)
  await expectNoChange(world, async () => {
    const answer = await ada.post(path(room.id), { clientId: randomUUID(), body })
    expectProblem(answer, 400, 'invalid')
    expect(answer.body.errors?.[0]?.path).toBe('body')
  })
})

test.each([
  '', 'abc', 7, null,
  ['x'], '00000000-0000-0000-0000-00000000000', `${randomUUID()}0`,
])('%j is no clientId', async (clientId) => {
  const { ada } = world
  const room = await group(ada)
  const answer = await ada.post(path(room.id), { clientId, body: 'hello' })
  expectProblem(answer, 400, 'invalid')
  expect(answer.body.errors?.[0]?.path).toBe('clientId')
})

test('an answer names what it answers, and only what is there', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.say(room.id, 'question')
  const reply = await ada.post(path(room.id), { clientId: randomUUID(), body: 'answer', replyTo: 1 })
  expect(reply.body.message.replyTo).toBe(1)
  expect((await ada.history(room.id))[1]?.replyTo).toBe(1)
  for (const replyTo of [0, -1, 1.5, '1', 99]) {
    await expectNoChange(world, async () => {
      const answer = await ada.post(path(room.id), { clientId: randomUUID(), body: 'answer', replyTo })
      expect(answer.status, String(replyTo)).toBeGreaterThanOrEqual(400)
      expect(answer.status, String(replyTo)).toBeLessThan(500)
    })
  }
})

test('nobody chooses the author, the place or the time', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const answer = await ada.post(path(room.id), {
    clientId: randomUUID(),
    body: 'mine',
    authorId: grace.id,
    seq: 77,
    createdAt: '2001-01-01T00:00:00.000Z',
    roomId: 1,
    deletedAt: '2001-01-01T00:00:00.000Z',
  })
  expect(answer.body.message).toMatchObject({ authorId: ada.id, seq: 1, roomId: room.id })
  expect(answer.body.message.createdAt > '2020').toBe(true)
  expect(answer.body.message).not.toHaveProperty('deletedAt')
})

test('a message can never be changed', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.say(room.id, 'carved in stone')
  await expectNoChange(world, async () => {
    expectProblem(await ada.patch(`${path(room.id)}/1`, { body: 'softer' }), 405, 'messages_are_immutable')
    expectProblem(await ada.put(`${path(room.id)}/1`, { body: 'softer' }), 405, 'messages_are_immutable')
  })
  await expectClosedToOutsiders(world, client => client.patch(`${path(room.id)}/1`, { body: 'softer' }))
  await expectClosedToOutsiders(world, client => client.put(`${path(room.id)}/1`, { body: 'softer' }))
  expect((await ada.history(room.id))[0]?.body).toBe('carved in stone')
})

test('a single message can be read by those in the room', async () => {
  const { ada } = world
  const room = await group(ada)
  const message = await ada.say(room.id, 'here')
  expect((await ada.get(`${path(room.id)}/1`)).body.message).toEqual(message)
  await expectClosedToOutsiders(world, client => client.get(`${path(room.id)}/1`))
  for (const seq of ['2', '0', '-1', '1.5', '1abc', '99999999999999999999']) {
    expect([400, 404]).toContain((await ada.get(`${path(room.id)}/${seq}`)).status)
  }
})

test('whether a text may be written is asked for members of the room only', async () => {
  const { ada, mallory, server } = world
  const room = await group(ada)
  const connection = await createConnection({ uri: server.databases.chat, multipleStatements: true, timezone: 'Z' })
  const asked: string[] = []
  const post = async ({ user }: Client) => {
    const refusal = () => {
      asked.push(user.username)
      return new AppError('invalid')
    }
    const { outcomes: [outcome] } = await storeBatch(connection as PoolConnection, [
      { author: user, roomId: room.id, clientId: randomUUID(), body: 'what the filter would take long for', refusal },
    ])
    return outcome instanceof AppError ? outcome.code : 'stored'
  }
  expect([await post(mallory), await post(ada)]).toEqual(['not_found', 'invalid'])
  expect(new Set(asked)).toEqual(new Set([ada.user.username]))
  await connection.end()
})
