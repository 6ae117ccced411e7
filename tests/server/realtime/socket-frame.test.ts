import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { group } from '../../support/cast.ts'
import { expectNoChange, useWorld } from '../../support/world.ts'

const world = useWorld()

test('a binary frame closes the socket with 1003', async () => {
  const socket = await world.ada.connect()
  socket.sendRaw(Buffer.from('{"type":"ping"}'), { binary: true })
  expect((await socket.closed).code).toBe(1003)
  expect(socket.of('pong')).toEqual([])
})

test('bad UTF-8 closes the socket with 1007', async () => {
  const socket = await world.ada.connect()
  socket.sendRaw(Buffer.from([0x7B, 0xFF, 0xFE, 0x7D]))
  expect((await socket.closed).code).toBe(1007)
})

test('a frame over 64 KiB closes the socket with 1009 and stores nothing', async () => {
  const room = await group(world.ada)
  await expectNoChange(world, async () => {
    const socket = await world.ada.connect()
    socket.sendRaw(
      JSON.stringify({
        type: 'message.send',
        roomId: room.id,
        clientId: randomUUID(),
        body: 'x',
        padding: 'x'.repeat(64 * 1024),
      }),
    )
    expect((await socket.closed).code).toBe(1009)
  })
})

test('fragments add up to the same bound', async () => {
  const socket = await world.ada.connect()
  for (let n = 0; n < 9; n++) socket.ws.send('x'.repeat(8 * 1024), { fin: n === 8 })
  expect((await socket.closed).code).toBe(1009)
})

test('endless tiny fragments are cut off', async () => {
  const socket = await world.ada.connect()
  socket.ws.on('error', () => {})
  for (let n = 0; n < 60_000 && socket.ws.readyState === 1; n++) {
    socket.ws.send('x', { fin: false })
    if (n % 2_000 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  socket.ws.send('x', { fin: true })
  const { code } = await socket.closed
  expect([1006, 1008, 1009]).toContain(code)
})

test('a frame of just under 64 KiB is read', async () => {
  const room = await group(world.ada)
  const socket = await world.ada.connect()
  const clientId = randomUUID()
  const command = { type: 'message.send', roomId: room.id, clientId, body: 'x', padding: '' }
  const padding = 'x'.repeat(64 * 1024 - Buffer.byteLength(JSON.stringify(command)))
  socket.sendRaw(JSON.stringify({ ...command, padding }))
  await socket.waitFor('message.acked', ack => ack.clientId === clientId)
  await socket.close()
})

test.each([
  '', '{', 'hello', '{"type":"ping"', '[', '\u0000',
])('%j is bad JSON, and the socket stays open', async (text) => {
  const socket = await world.ada.connect()
  socket.sendRaw(text)
  expect((await socket.waitFor('command.failed')).code).toBe('bad_json')
  await socket.settle()
  await socket.close()
})

test.each([
  'null', '7', '"ping"', '[]', '[{"type":"ping"}]', '{}', '{"type":7}', '{"type":null}', '{"type":"message.edit"}',
  '{"type":"ready"}', '{"type":"__proto__"}', '{"type":"constructor"}', '{"type":["ping"]}',
])('%s is an unknown command, and the socket stays open', async (text) => {
  const socket = await world.ada.connect()
  socket.sendRaw(text)
  expect(['unknown_type', 'bad_json', 'bad_field']).toContain((await socket.waitFor('command.failed')).code)
  await socket.settle()
  expect(socket.of('command.failed')).toHaveLength(1)
  await socket.close()
})

test.each([
  ['message.send', { clientId: 'x', roomId: 1, body: 'x' }],
  ['message.send', { clientId: randomUUID(), roomId: '1', body: 'x' }],
  ['message.send', { clientId: randomUUID(), roomId: 0, body: 'x' }],
  ['message.send', { clientId: randomUUID(), roomId: 1.5, body: 'x' }],
  ['message.send', { clientId: randomUUID(), roomId: 1e20, body: 'x' }],
  ['message.send', { clientId: randomUUID(), roomId: [1], body: 'x' }],
  ['message.send', { clientId: randomUUID(), roomId: 1, body: '' }],
  ['message.send', { clientId: randomUUID(), roomId: 1, body: 7 }],
  ['message.send', { clientId: randomUUID(), roomId: 1, body: '\u200B' }],
  ['message.send', { clientId: randomUUID(), roomId: 1, body: 'x'.repeat(4_001) }],
  ['message.send', { clientId: randomUUID(), roomId: 1, body: 'x', replyTo: '1' }],
  ['message.send', { roomId: 1, body: 'x' }],
  ['sync', { cursors: [] }],
  ['sync', { cursors: { x: { seq: 0, rev: 0 } } }],
  ['sync', { cursors: { 0: { seq: 0, rev: 0 } } }],
  ['sync', { cursors: { 1: { seq: -1, rev: 0 } } }],
  ['sync', { cursors: { 1: { seq: 0 } } }],
  ['sync', { cursors: Object.fromEntries(Array.from({ length: 501 }, (_, n) => [n + 1, { seq: 0, rev: 0 }])) }],
  ['sync', {}],
  ['room.read', { roomId: 1, seq: -1 }],
  ['room.read', { roomId: 'x', seq: 1 }],
  ['room.typing', {}],
  ['room.typing', { roomId: null }],
  ['presence.watch', { userIds: 'all' }],
  ['presence.watch', { userIds: ['1'] }],
  ['presence.watch', { userIds: Array.from({ length: 201 }, (_, n) => n + 1) }],
  ['features.seen', { version: 'x' }],
  ['ping', { id: { x: 1 } }],
] as const)('a bad field of %s is named, and the socket stays open: %j', async (type, fields) => {
  await expectNoChange(world, async () => {
    const socket = await world.ada.connect()
    socket.sendRaw(JSON.stringify({ type, ...fields }))
    const failed = await socket.waitFor('command.failed')
    expect(failed).toMatchObject({ ref: type, code: 'bad_field' })
    await socket.settle()
    await socket.close()
  })
})

test('the failure of a send names its message, when it has a good name', async () => {
  const socket = await world.ada.connect()
  const clientId = randomUUID()
  socket.sendRaw(JSON.stringify({ type: 'message.send', clientId, roomId: 1, body: '' }))
  expect(await socket.waitFor('command.failed')).toMatchObject({ clientId, ref: 'message.send', code: 'bad_field' })
  await socket.close()
})

test('fields that are not in the contract are ignored', async () => {
  const socket = await world.ada.connect()
  socket.sendRaw('{"type":"ping","id":"x","extra":{"deep":[1,2,3]}}')
  expect(await socket.waitFor('pong')).toEqual({ type: 'pong', id: 'x' })
  socket.sendRaw('{"type":"ping"}')
  await socket.waitFor('pong', pong => !('id' in pong))
  await socket.close()
})
