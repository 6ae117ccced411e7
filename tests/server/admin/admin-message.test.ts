import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { auditOf, body, jobEnd, startJob } from '../../support/admin.ts'
import { firstAdmin, group } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { unique } from '../../support/random.ts'
import { Screen } from '../../support/screen.ts'
import { expectProblem, useWorld } from '../../support/world.ts'

const world = useWorld('admin-message')
let root: Client
beforeAll(async () => {
  root = await firstAdmin(world.server)
})

const find = async (query: string) => body(await root.get(`/api/admin/messages?${query}`))

test('messages are found by room, author, time and text', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const word = unique('Needle')
  await ada.say(room.id, `a ${word} in 100% hay_stack`)
  await grace.say(room.id, 'only hay')
  const late = new Date(Date.now() + 60_000).toISOString()
  const early = new Date(Date.now() - 60_000).toISOString()
  expect((await find(`room=${room.id}`)).messages.map(message => message.body)).toEqual([
    'only hay', `a ${word} in 100% hay_stack`,
  ])
  expect((await find(`author=${grace.id}`)).messages[0]).toMatchObject({
    body: 'only hay',
    roomId: room.id,
    roomName: room.name,
    author: { id: grace.id },
  })
  for (const scope of [`room=${room.id}`, `author=${ada.id}`, '']) {
    expect(
      (await find(`${scope}&query=${word.toLowerCase()}`)).messages.map(message => message.seq),
      scope,
    ).toEqual([1])
    expect((await find(`${scope}&query=${encodeURIComponent(`${word} in 100% HAY_`)}`)).messages.length, scope).toBe(1)
    expect((await find(`${scope}&query=${word}%25stack`)).messages, scope).toEqual([])
    expect((await find(`${scope}&query=${word}&from=${late}`)).messages, scope).toEqual([])
    expect((await find(`${scope}&query=${word}&to=${early}`)).messages, scope).toEqual([])
    expect((await find(`${scope}&query=${word}&from=${early}&to=${late}`)).messages.length, scope).toBe(1)
  }
  expect((await find(`room=${room.id}&author=${grace.id}`)).messages.map(message => message.seq)).toEqual([2])
})

test('the pages of a search join without a hole', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  for (let n = 1; n <= 7; n++) await (n % 2 ? ada : grace).say(room.id, `line ${n}`)
  for (const scope of [`room=${room.id}`, `author=${ada.id}`, 'query=line']) {
    const seen: string[] = []
    for (let cursor = '', first = true; first || cursor; first = false) {
      const page = await find(`${scope}&limit=2${cursor && `&cursor=${cursor}`}`)
      seen.push(...page.messages.map(message => `${message.roomId}:${message.seq}`))
      cursor = page.cursor ?? ''
    }
    expect(seen, scope).toEqual(
      (await find(`${scope}&limit=200`)).messages.map(message => `${message.roomId}:${message.seq}`),
    )
    expect(new Set(seen).size, scope).toBe(seen.length)
  }
})

test('a deleted message leaves its place; the room hears it, others do not, the log knows', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  await ada.say(room.id, 'off with it')
  const [hers, outside] = [await grace.connect(), await mallory.connect()]
  expect((await root.delete(`/api/admin/messages/${room.id}/1`)).status).toBe(204)
  expect((await root.delete(`/api/admin/messages/${room.id}/1`)).status).toBe(204)
  expect((await hers.waitFor('message.deleted')).seq).toBe(1)
  expect(await outside.settled('message.deleted')).toEqual([])
  expect((await ada.history(room.id))[0]).toMatchObject({ seq: 1, body: null })
  expect((await find(`room=${room.id}`)).messages).toEqual([])
  const entries = (await auditOf(root, 'message', 1)).filter(entry => entry.before?.roomId === room.id)
  expect(entries).toHaveLength(1)
  expect(JSON.stringify(entries)).not.toContain('off with it')
  expectProblem(await root.delete(`/api/admin/messages/${room.id}/99`), 404, 'not_found')
  await Promise.all([hers.close(), outside.close()])
})

test('many are deleted in the background: an old screen with the events is a new one; nothing else moves', async () => {
  const { ada, grace } = world
  const [room, other] = [await group(ada, [grace]), await group(ada, [grace])]
  await ada.say(other.id, 'let me be')
  const socket = await ada.connect()
  for (let n = 1; n <= 450; n++) {
    socket.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body: `spam ${n}` })
    if (n % 150 === 0) await socket.waitFor('message.acked', event => event.seq === n, 20_000)
  }
  await ada.say(room.id, 'good')
  const reader = await grace.connect()
  const screen = await Screen.load(grace)
  reader.clear()
  const job = await startJob(root, { kind: 'message_deletion', filter: { room: room.id, query: 'SPAM' } })
  expect(await jobEnd(root, job.id)).toMatchObject({ state: 'done', affected: 450 })
  await ada.say(room.id, 'after')
  await reader.waitFor('message.created', event => event.message.body === 'after')
  for (const event of reader.received) screen.apply(event)
  expect(screen.view).toEqual((await Screen.load(grace)).view)
  const left = (await grace.history(room.id, 'limit=200')).filter(message => message.body !== null)
  expect(left.map(message => message.body)).toEqual(['good', 'after'])
  expect((await grace.history(other.id)).map(message => message.body)).toEqual(['let me be'])
  expect((await find(`room=${room.id}`)).messages.length).toBe(2)
  await Promise.all([socket.close(), reader.close()])
})

test('a reader who was away finds the tombstones', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  for (const text of ['one', 'two', 'three']) await ada.say(room.id, text)
  const { rev } = await grace.room(room.id)
  const { job } = body(
    await root.post('/api/admin/jobs', {
      kind: 'message_deletion',
      messages: [
        { roomId: room.id, seq: 1 },
        { roomId: room.id, seq: 3 },
      ],
    }),
  )
  expect(await jobEnd(root, job.id)).toMatchObject({ state: 'done', affected: 2, done: 2, total: 2 })
  const socket = await grace.connect()
  socket.send({ type: 'sync', cursors: { [room.id]: { seq: 3, rev } } })
  await socket.waitFor('synced')
  expect((await socket.settled('message.deleted')).map(event => event.seq).sort()).toEqual([1, 3])
  await socket.close()
})

test('a filter that would take everything is refused, and so is what does not belong to a job', async () => {
  for (const bad of [
    { filter: {} },
    {},
    { filter: { from: '2020-01-01T00:00:00.000Z' } },
    { messages: [] },
    { filter: { room: 1 }, messages: [{ roomId: 1, seq: 1 }] },
  ]) {
    expectProblem(await root.post('/api/admin/jobs', { kind: 'message_deletion', ...bad }), 400, 'invalid')
  }
  const direct = (await world.ada.post('/api/directs', { userId: world.grace.id })).body.room
  for (const room of [direct.id, 99_999_999]) {
    expectProblem(await root.post('/api/admin/jobs', { kind: 'message_deletion', filter: { room } }), 404, 'not_found')
  }
  expectProblem(await root.post('/api/admin/jobs', { kind: 'retention' }), 400, 'invalid')
  expectProblem(await root.post('/api/admin/jobs', { kind: 'guest_tidy', days: 0 }), 400, 'invalid')
})

test.each([
  'room=abc', 'author=-1', 'from=yesterday', 'to=2026-13-01T00:00:00Z', 'cursor=!!', 'limit=0',
  `query=${'x'.repeat(201)}`,
])('the search refuses %s', async (query) => {
  expectProblem(await root.get(`/api/admin/messages?${query}`), 400, 'invalid')
})

test('the message is shown with those around it', async () => {
  const room = await group(world.ada)
  for (let n = 1; n <= 5; n++) await world.ada.say(room.id, `n${n}`)
  const page = body(await root.get(`/api/admin/messages/${room.id}/3`))
  expect(page.messages.map(message => message.body)).toEqual(['n1', 'n2', 'n3', 'n4', 'n5'])
})
