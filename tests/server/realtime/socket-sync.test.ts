import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { RoomCursor } from '../../../shared/protocol/sync.ts'
import { group } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { expectNoChange, useWorld } from '../../support/world.ts'

const world = useWorld()

/** What a sync answers: the summary, then the events that came with it. */
async function sync(client: Client, cursors: Record<string, RoomCursor>, all?: boolean) {
  const socket = await client.connect()
  socket.clear()
  socket.send({ type: 'sync', id: 'mine', cursors, ...(all && { all }) })
  const { id, rooms, others } = await socket.waitFor('synced')
  expect(id).toBe('mine')
  await socket.settle()
  await socket.close()
  const [first, ...events] = socket.told
  expect(first?.type).toBe('synced')
  return { rooms, others, events }
}

test('who missed nothing hears where the room stands and nothing else', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.say(room.id, 'one')
  const { rooms, events } = await sync(ada, { [room.id]: { seq: 1, rev: room.rev } })
  const { id, rev, notifications } = room
  expect(rooms).toEqual([{ id, lastSeq: 1, rev, readSeq: 1, unread: 0, mentions: 0, notifications }])
  expect(events).toEqual([])
})

test('missed messages come after their place, in order', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const said = []
  for (const body of ['one', 'two', 'three', 'four']) said.push(await ada.say(room.id, body))
  const { rooms, events } = await sync(grace, { [room.id]: { seq: 2, rev: (await ada.room(room.id)).rev } })
  expect(rooms).toMatchObject([{ lastSeq: 4, readSeq: 0, unread: 4 }])
  expect(events.map(event => event.type === 'message.created' && event.message)).toEqual(said.slice(2))
})

test('a message that was deleted meanwhile is told, a missed one comes as its tombstone', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  for (const body of ['one', 'two', 'three']) await ada.say(room.id, body)
  const before = await grace.room(room.id)
  await ada.delete(`/api/rooms/${room.id}/messages/1`)
  await ada.say(room.id, 'four')
  await ada.delete(`/api/rooms/${room.id}/messages/4`)
  const { rooms, events } = await sync(grace, { [room.id]: { seq: before.lastSeq, rev: before.rev } })
  expect(rooms).toMatchObject([{ lastSeq: 4, rev: before.rev + 2 }])
  expect(events).toContainEqual({ type: 'message.deleted', roomId: room.id, seq: 1, rev: before.rev + 1 })
  const created = events.flatMap(event => event.type === 'message.created' ? [event.message] : [])
  expect(created).toMatchObject([{ seq: 4, body: null }])
  expect(JSON.stringify(events)).not.toContain('four')
})

test('a deletion that was seen is not told again', async () => {
  const { ada } = world
  const room = await group(ada)
  for (const body of ['one', 'two']) await ada.say(room.id, body)
  await ada.delete(`/api/rooms/${room.id}/messages/1`)
  const { rev } = await ada.room(room.id)
  await ada.delete(`/api/rooms/${room.id}/messages/2`)
  const { events } = await sync(ada, { [room.id]: { seq: 2, rev } })
  expect(events).toEqual([{ type: 'message.deleted', roomId: room.id, seq: 2, rev: rev + 1 }])
})

test('a change of the room shows in its rev', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.patch(`/api/rooms/${room.id}`, { name: 'Another' })
  const { rooms, events } = await sync(ada, { [room.id]: { seq: 0, rev: room.rev } })
  expect(rooms).toMatchObject([{ rev: room.rev + 1 }])
  expect(events).toEqual([])
})

test('exactly 200 missed messages come, 201 are a gap', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const socket = await ada.connect()
  for (let n = 1; n <= 205; n++) {
    socket.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body: `${n}` })
  }
  await socket.waitFor('message.acked', ack => ack.seq === 205, 10_000)
  await socket.close()
  const { rev } = await ada.room(room.id)
  const some = await sync(grace, { [room.id]: { seq: 5, rev } })
  expect(some.events.map(event => event.type === 'message.created' && event.message.seq)).toEqual(
    Array.from({ length: 200 }, (_, n) => n + 6),
  )
  const many = await sync(grace, { [room.id]: { seq: 4, rev } })
  expect(many.events).toEqual([{ type: 'room.gap', roomId: room.id, from: 5, to: 205 }])
})

test('several rooms are synced at once, and again at will', async () => {
  const { ada } = world
  const rooms = [await group(ada), await group(ada)]
  for (const { id } of rooms) await ada.say(id, `in ${id}`)
  const cursors = Object.fromEntries(rooms.map(({ id, rev }) => [id, { seq: 0, rev }]))
  for (let round = 0; round < 2; round++) {
    const answer = await sync(ada, cursors)
    expect(answer.rooms.map(room => room.id).sort()).toEqual(rooms.map(room => room.id).sort())
    expect(answer.events.map(event => event.type === 'message.created' && event.message.body).sort()).toEqual(
      rooms.map(({ id }) => `in ${id}`).sort(),
    )
  }
})

test('a room one is not in is missing, whether it exists or not', async () => {
  const { ada, mallory, gus } = world
  const room = await group(ada)
  await ada.say(room.id, 'not for mallory')
  await expectNoChange(world, async () => {
    for (const client of [mallory, gus]) {
      const { rooms, events } = await sync(client, { [room.id]: { seq: 0, rev: 0 }, 99999999: { seq: 0, rev: 0 } })
      expect(rooms).toEqual([])
      expect(events).toEqual([])
    }
  })
})

test('cursors from the future do no harm', async () => {
  const { ada } = world
  const room = await group(ada)
  await ada.say(room.id, 'one')
  const { rooms, events } = await sync(ada, { [room.id]: { seq: 1_000, rev: 1_000 } })
  expect(rooms).toMatchObject([{ id: room.id, lastSeq: 1 }])
  expect(events).toEqual([])
})

test('no rooms are synced to nothing, five hundred are allowed', async () => {
  const { ada } = world
  expect((await sync(ada, {})).rooms).toEqual([])
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [n + 1_000_000, { seq: 0, rev: 0 }]))
  expect((await sync(ada, many)).rooms).toEqual([])
})

test('nothing falls between a sync and the live events', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const writer = await ada.connect()
  let sent = 0
  const write = () => {
    for (let n = 0; n < 20; n++) {
      writer.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body: `${++sent}` })
    }
  }
  write()
  for (let round = 0; round < 8; round++) {
    const { lastSeq, rev } = await grace.room(room.id)
    write()
    const reader = await grace.connect()
    write()
    reader.send({ type: 'sync', cursors: { [room.id]: { seq: lastSeq, rev } } })
    await reader.waitFor('synced')
    await writer.waitFor('message.acked', ack => ack.seq === sent)
    await reader.settle()
    const seen = new Set(reader.of('message.created').map(event => event.message.seq))
    for (let seq = lastSeq + 1; seq <= sent; seq++) {
      expect(seen.has(seq), `round ${round}: ${seq} of ${sent}`).toBe(true)
    }
    await reader.close()
  }
  await writer.close()
})

test('who names all their rooms hears which others their list has, and of no rooms of others', async () => {
  const { ada, grace, mallory } = world
  const [known, joined, left, hidden] = await Promise.all([group(ada), group(grace), group(ada), group(mallory)])
  await grace.put(`/api/rooms/${joined.id}/members/${ada.user.id}`)
  await ada.delete(`/api/rooms/${left.id}`)
  const direct = (await ada.post('/api/directs', { userId: grace.user.id })).body.room
  await ada.say(direct.id, 'before it is hidden')
  expect((await ada.put(`/api/rooms/${direct.id}/hidden`)).status).toBe(204)
  const listed = (await ada.get('/api/rooms?limit=200')).body.rooms.map((room: { id: number }) => room.id)
  const cursors = { [known.id]: { seq: 0, rev: known.rev } }
  const { rooms, others } = await sync(ada, cursors, true)
  expect(rooms.map(room => room.id)).toEqual([known.id])
  expect(others?.toSorted()).toEqual(listed.filter((id: number) => id !== known.id).toSorted())
  expect(others).toContain(joined.id)
  for (const room of [left, hidden, direct]) expect(others).not.toContain(room.id)
  expect((await sync(ada, cursors)).others).toBeUndefined()
  const everything = Object.fromEntries(listed.map((id: number) => [id, { seq: 0, rev: 0 }]))
  expect((await sync(ada, everything, true)).others).toBeUndefined()
  expect((await sync(mallory, {}, true)).others).toContain(hidden.id)
})
