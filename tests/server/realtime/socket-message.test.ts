import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { group } from '../../support/cast.ts'
import { expectNoChange, useWorld } from '../../support/world.ts'

const world = useWorld()
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

test('a message sent over a socket is acked to its sender and created for all', async () => {
  const { ada, grace, mallory } = world
  const room = await group(ada, [grace])
  const [mine, second, hers, outside] = await Promise.all([
    ada.connect(), ada.connect(), grace.connect(), mallory.connect(),
  ])
  const clientId = randomUUID()
  mine.send({ type: 'message.send', roomId: room.id, clientId, body: 'hello' })
  const ack = await mine.waitFor('message.acked')
  expect(ack).toEqual({
    type: 'message.acked',
    clientId,
    roomId: room.id,
    seq: 1,
    createdAt: expect.stringMatching(/Z$/),
  })
  const message = { roomId: room.id, seq: 1, authorId: ada.id, clientId, body: 'hello', createdAt: ack.createdAt }
  for (const socket of [mine, second, hers]) expect((await socket.waitFor('message.created')).message).toEqual(message)
  expect(await hers.settled('message.acked')).toEqual([])
  expect(await second.settled('message.acked')).toEqual([])
  await outside.settle()
  expect(JSON.stringify(outside.received)).not.toContain('hello')
  expect(await ada.history(room.id)).toEqual([message])
  await Promise.all([mine, second, hers, outside].map(socket => socket.close()))
})

test('two hundred commands in one packet are stored, acked and heard in their order', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const [mine, hers] = await Promise.all([ada.connect(), grace.connect()])
  mine.clear()
  hers.clear()
  const clientIds = numbers(200).map(() => randomUUID())
  mine.inOnePacket(() => {
    clientIds.forEach((clientId, n) => mine.send({ type: 'message.send', roomId: room.id, clientId, body: `${n + 1}` }))
  })
  await mine.waitFor('message.acked', ack => ack.seq === 200)
  await hers.waitFor('message.created', event => event.message.seq === 200)
  expect(mine.of('message.acked').map(ack => ack.clientId)).toEqual(clientIds)
  expect(mine.of('message.acked').map(ack => ack.seq)).toEqual(numbers(200))
  for (const socket of [mine, hers]) {
    expect(socket.of('message.created').map(event => event.message.body)).toEqual(numbers(200).map(String))
  }
  expect((await ada.history(room.id)).map(message => message.clientId)).toEqual(clientIds)
  expect(hers.frames.length, 'a flush is one frame').toBeLessThan(100)
  await Promise.all([mine.close(), hers.close()])
})

test('the same clientId fifty times on three sockets is one message', async () => {
  const { ada } = world
  const room = await group(ada)
  const sockets = await Promise.all([ada.connect(), ada.connect(), ada.connect()])
  const clientId = randomUUID()
  for (let n = 0; n < 50; n++) {
    sockets[n % 3]!.send({ type: 'message.send', roomId: room.id, clientId, body: `try ${n}` })
  }
  for (const socket of sockets) await socket.settle()
  await expect.poll(() => sockets.flatMap(socket => socket.of('message.acked')).length).toBe(50)
  const acks = sockets.flatMap(socket => socket.of('message.acked'))
  expect(new Set(acks.map(ack => `${ack.seq} ${ack.createdAt} ${ack.clientId}`)).size).toBe(1)
  for (const socket of sockets) {
    await socket.settle()
    expect(socket.of('message.created')).toHaveLength(1)
    expect(socket.of('command.failed')).toEqual([])
    await socket.close()
  }
  const history = await ada.history(room.id)
  expect(history).toHaveLength(1)
  expect((await ada.room(room.id)).lastSeq).toBe(1)
})

test('a repetition in the same packet burns no place', async () => {
  const { ada } = world
  const room = await group(ada)
  const socket = await ada.connect()
  const [one, two] = [randomUUID(), randomUUID()]
  socket.inOnePacket(() => {
    for (const clientId of [one, one, two, one, two]) {
      socket.send({ type: 'message.send', roomId: room.id, clientId, body: clientId })
    }
  })
  await expect.poll(() => socket.of('message.acked').length).toBe(5)
  expect(socket.of('message.acked').map(ack => [ack.clientId, ack.seq])).toEqual([
    [one, 1],
    [one, 1],
    [two, 2],
    [one, 1],
    [two, 2],
  ])
  expect((await ada.history(room.id)).map(message => message.seq)).toEqual([1, 2])
  await socket.close()
})

test('a repetition with another text answers the first, and in another room it is refused', async () => {
  const { ada } = world
  const [room, other] = [await group(ada), await group(ada)]
  const socket = await ada.connect()
  const clientId = randomUUID()
  const first = await ada.say(room.id, 'the first', clientId)
  await expectNoChange(world, async () => {
    socket.send({ type: 'message.send', roomId: room.id, clientId, body: 'another' })
    expect(await socket.waitFor('message.acked')).toMatchObject({ seq: first.seq, createdAt: first.createdAt })
    socket.send({ type: 'message.send', roomId: other.id, clientId, body: 'there' })
    expect(await socket.waitFor('command.failed')).toMatchObject({
      clientId,
      ref: 'message.send',
      code: 'client_id_reused',
    })
  })
  expect((await ada.history(room.id))[0]?.body).toBe('the first')
  await socket.close()
})

test('the same clientId in two rooms in one packet is stored in the first', async () => {
  const { ada } = world
  const [room, other] = [await group(ada), await group(ada)]
  const socket = await ada.connect()
  const clientId = randomUUID()
  socket.inOnePacket(() => {
    for (const { id } of [other, room]) socket.send({ type: 'message.send', roomId: id, clientId, body: 'where?' })
  })
  expect((await socket.waitFor('message.acked')).roomId).toBe(other.id)
  expect((await socket.waitFor('command.failed')).code).toBe('client_id_reused')
  expect((await ada.room(room.id)).lastSeq).toBe(0)
  await socket.close()
})

test('new, repeated and refused messages in one packet each get their own answer', async () => {
  const { ada } = world
  const [room, other] = [await group(ada), await group(ada)]
  const socket = await ada.connect()
  const old = await ada.say(room.id, 'said before')
  const [first, second, wrong] = [randomUUID(), randomUUID(), randomUUID()]
  const say = (clientId: string, roomId: number, more: object = {}) =>
    socket.send({ type: 'message.send', roomId, clientId, body: clientId, ...more })
  socket.inOnePacket(() => {
    say(first, room.id)
    say(wrong, room.id, { replyTo: 99 })
    say(old.clientId, room.id)
    say(second, other.id)
    say(old.clientId, other.id)
  })
  await expect.poll(() => socket.of('message.acked').length + socket.of('command.failed').length).toBe(5)
  expect(socket.of('message.acked').map(ack => [ack.clientId, ack.seq])).toEqual([
    [first, 2],
    [old.clientId, 1],
    [second, 1],
  ])
  expect(socket.of('command.failed').map(({ clientId, code }) => [clientId, code])).toEqual([
    [wrong, 'invalid'],
    [old.clientId, 'client_id_reused'],
  ])
  expect((await ada.history(room.id)).map(message => message.body)).toEqual(['said before', first])
  expect((await ada.history(other.id)).map(message => message.body)).toEqual([second])
  await socket.close()
})

test('outsiders send nothing, and one bad command fails alone', async () => {
  const { ada, mallory, gus } = world
  const room = await group(ada)
  await expectNoChange(world, async () => {
    for (const client of [mallory, gus]) {
      const socket = await client.connect()
      const clientId = randomUUID()
      socket.send({ type: 'message.send', roomId: room.id, clientId, body: 'let me in' })
      expect(await socket.waitFor('command.failed')).toMatchObject({ clientId, ref: 'message.send', code: 'not_found' })
      await socket.close()
    }
  })
  const socket = await ada.connect()
  const ids = numbers(3).map(() => randomUUID())
  socket.inOnePacket(() => {
    ids.forEach((clientId, n) =>
      socket.send({ type: 'message.send', roomId: n === 1 ? 99_999_999 : room.id, clientId, body: `${n}` }),
    )
  })
  await socket.waitFor('message.acked', ack => ack.clientId === ids[2])
  expect((await socket.waitFor('command.failed')).clientId).toBe(ids[1])
  expect((await ada.history(room.id)).map(message => message.body)).toEqual(['0', '2'])
  await socket.close()
})

test('messages over a socket may answer others', async () => {
  const { ada } = world
  const room = await group(ada)
  const socket = await ada.connect()
  const question = await ada.say(room.id, 'question')
  socket.send({ type: 'message.send', roomId: room.id, clientId: randomUUID(), body: 'answer', replyTo: question.seq })
  const { message } = await socket.waitFor('message.created', event => event.message.body === 'answer')
  expect(message.replyTo).toBe(question.seq)
  await socket.close()
})

test('every frame is a list of events that begin with their type', async () => {
  const { ada, grace } = world
  const room = await group(ada, [grace])
  const socket = await grace.connect()
  await ada.say(room.id, 'one')
  await ada.delete(`/api/rooms/${room.id}/messages/1`)
  await ada.patch(`/api/rooms/${room.id}`, { topic: 'new' })
  socket.send({ type: 'sync', cursors: { [room.id]: { seq: 0, rev: 0 } } })
  socket.send({ type: 'room.read', roomId: room.id, seq: 1 })
  await socket.waitFor('synced')
  await socket.settle()
  for (const frame of socket.frames) {
    const events = JSON.parse(frame) as object[]
    expect(Array.isArray(events)).toBe(true)
    for (const event of events) expect(Object.keys(event)[0]).toBe('type')
  }
  await socket.close()
})

test('rooms with many writers on many sockets stay dense and in each sender\'s order', async () => {
  const { ada, grace, mallory } = world
  const rooms = [await group(ada, [grace, mallory]), await group(grace, [ada, mallory])]
  const sockets = await Promise.all([ada, ada, grace, mallory].map(client => client.connect()))
  sockets.forEach((socket, sender) => {
    for (let n = 0; n < 120; n++) {
      socket.send({ type: 'message.send', roomId: rooms[n % 2]!.id, clientId: randomUUID(), body: `${sender} ${n}` })
    }
  })
  for (const socket of sockets) {
    await expect.poll(() => socket.of('message.acked').length, { timeout: 20_000 }).toBe(120)
  }
  for (const { id } of rooms) {
    const history = [...await ada.history(id, 'limit=200&before=201'), ...await ada.history(id, 'limit=200&after=200')]
    expect(history.map(message => message.seq)).toEqual(numbers(240))
    for (let sender = 0; sender < 4; sender++) {
      const own = history
        .map(message => message.body!.split(' ').map(Number))
        .filter(([by]) => by === sender)
        .map(([, n]) => n!)
      expect(own).toEqual([...own].sort((a, b) => a - b))
      expect(own).toHaveLength(60)
    }
  }
  for (const socket of sockets) {
    await socket.settle()
    for (const { id } of rooms) {
      expect(
        socket
          .of('message.created')
          .filter(event => event.message.roomId === id)
          .map(event => event.message.seq),
      ).toEqual(numbers(240))
    }
    await socket.close()
  }
})
