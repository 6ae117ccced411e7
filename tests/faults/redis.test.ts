import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { group, member } from '../support/cast.ts'
import type { Client } from '../support/client.ts'
import { times } from '../support/faults.ts'
import { at } from '../support/nodes.ts'
import type { Socket } from '../support/socket.ts'
import { until } from '../support/until.ts'
import { useNodes } from '../support/world.ts'

// The bus is a hint: whatever happens to Redis, people write on, and everybody has everything a moment later.
/** The promised 5 s, and something beside; the short form runs wherever the tests do. */
const soon = (ms: number) => times(20_000, ms)
const nodes = useNodes({ name: 'faults-redis', count: 2, redis: 'plain' })

async function pair() {
  const [ada, grace] = await Promise.all([member(nodes.first, 'ada'), member(nodes.first, 'grace')]) as [Client, Client]
  const away = at(nodes.last, grace)
  const room = await group(ada, [grace], 'private')
  const [mine, hers] = await Promise.all([ada.connect(), away.connect()]) as [Socket, Socket]
  await until('the nodes to hear each other', async () => {
    const { seq } = await ada.say(room.id, 'hello?')
    return hers.waitFor('message.created', event => event.message.seq === seq, 1_000).catch(() => undefined)
  })
  return { ada, grace: away, room, mine, hers, end: () => Promise.all([mine.close(), hers.close()]) }
}

/** What a screen does on a hole: it learns how far the room is and asks for the rest. Answers how long that took. */
async function caughtUp(socket: Socket, roomId: number, seq: number, after: number): Promise<void> {
  const knows = () =>
    socket.of('message.created').some(event => event.message.roomId === roomId && event.message.seq >= seq)
    || socket.of('room.updated').some(event => event.room.id === roomId && event.room.lastSeq >= seq)
  await until(`${seq} to be known`, knows, soon(5_000))
  socket.send({ type: 'sync', cursors: { [roomId]: { seq: after, rev: 0 } } })
  await socket.waitFor('message.created', event => event.message.roomId === roomId && event.message.seq === seq)
}

const faults = {
  'killed': { strike: () => nodes.redis!.kill(), mend: () => nodes.redis!.start() },
  'frozen': { strike: async () => nodes.redis!.freeze(), mend: async () => nodes.redis!.thaw() },
  'cut off from one node': { strike: async () => nodes.wires[1]!.cut(), mend: async () => nodes.wires[1]!.mend() },
}

test.each(Object.entries(faults))(
  'with Redis %s both nodes serve on, say so, and know within 5 s what the other stored',
  async (what, { strike, mend }) => {
    const { ada, grace, room, mine, hers, end } = await pair()
    await strike()
    await nodes.last.state('degraded')
    const start = performance.now()
    const { seq } = await ada.say(room.id, `while Redis is ${what}`)
    expect(performance.now() - start, 'a dead bus makes nobody wait').toBeLessThan(times(10_000, 2_000))
    await mine.waitFor('message.created', event => event.message.seq === seq)
    await caughtUp(hers, room.id, seq, seq - 1)
    const answer = await grace.say(room.id, 'heard, over')
    await caughtUp(mine, room.id, answer.seq, seq)
    await mend()
    await Promise.all(nodes.servers.map(server => server.state('ok')))
    await until('live again', async () => {
      const { seq } = await ada.say(room.id, 'and now?')
      return hers.waitFor('message.created', event => event.message.seq === seq, 1_000).catch(() => undefined)
    })
    await end()
  },
)

test('a member who is removed while Redis is down stops to hear the room within 5 s on the other node', async () => {
  const { ada, grace, room, hers, end } = await pair()
  await nodes.redis!.kill()
  await ada.delete(`/api/rooms/${room.id}/members/${grace.id}`)
  await hers.waitFor('room.left', event => event.roomId === room.id, soon(5_000))
  hers.clear()
  // Somebody who is at her node writes into the room: she hears nothing of it.
  await at(nodes.last, ada).say(room.id, 'she is gone')
  expect((await hers.settled('message.created')).filter(event => event.message.roomId === room.id)).toEqual([])
  await nodes.redis!.start()
  await end()
  await nodes.joined()
})

test('who joins while Redis is down hears the room at the other node within 5 s', async () => {
  const { ada, hers, grace, end } = await pair()
  await nodes.redis!.kill()
  await nodes.last.state('degraded')
  const another = await group(ada, [], 'private')
  await ada.put(`/api/rooms/${another.id}/members/${grace.id}`)
  await hers.waitFor('room.joined', event => event.room.id === another.id, soon(5_500))
  await at(nodes.last, grace).say(another.id, 'here I am')
  await hers.waitFor('message.created', event => event.message.roomId === another.id)
  await nodes.redis!.start()
  await end()
  await nodes.joined()
})

test('a session that ends while Redis is down ends at the other node within 5 s', async () => {
  const { grace, hers, mine } = await pair()
  await nodes.redis!.kill()
  const ended = performance.now()
  await at(nodes.first, grace).delete('/api/session')
  const { code, at: closedAt } = await hers.closed
  expect(code).toBe(4401)
  expect(closedAt - ended).toBeLessThan(soon(6_000))
  await nodes.redis!.start()
  await mine.close()
  await nodes.joined()
})

test('with the listening connections cut again and again nothing stays unknown', async () => {
  const { ada, room, hers, end } = await pair()
  let cutting = true
  const cutter = (async () => {
    while (cutting) {
      await nodes.redis!.command('CLIENT KILL TYPE pubsub').catch(() => undefined)
      await sleep(150)
    }
  })()
  const sent: number[] = []
  for (let n = 0; n < 60; n++) {
    sent.push((await ada.say(room.id, `${n}`)).seq)
    await sleep(20)
  }
  cutting = false
  await cutter
  await caughtUp(hers, room.id, sent.at(-1)!, sent[0]! - 1)
  await until('every message', () =>
    sent.every(seq => hers.of('message.created').some(event => event.message.seq === seq)),
  )
  await Promise.all(nodes.servers.map(server => server.state('ok')))
  await end()
})

test('a block while Redis is down silences the direct room at the other node within 5 s, and for good', async () => {
  const { ada, grace, mine, hers, end } = await pair()
  const { room } = (await ada.post('/api/directs', { userId: grace.id })).body
  await hers.waitFor('room.joined', event => event.room.id === room.id)
  const second = await at(nodes.last, ada).connect()
  await nodes.redis!.kill()
  await nodes.last.state('degraded')
  expect((await ada.put(`/api/blocks/${grace.id}`)).status).toBe(204)
  await until('her to hear nothing of him typing', async () => {
    await hers.settle()
    hers.clear()
    second.send({ type: 'room.typing', roomId: room.id })
    await second.settle()
    return (await hers.settled('room.typing')).length === 0
  }, soon(5_000))
  await nodes.redis!.start()
  await Promise.all([second.close(), mine.settle()])
  await end()
  await nodes.joined()
})
