import { describe, expect, test } from 'vitest'
import { group, member } from '../../support/cast.ts'
import type { Client } from '../../support/client.ts'
import { at } from '../../support/nodes.ts'
import type { NodesOptions } from '../../support/nodes.ts'
import type { Socket } from '../../support/socket.ts'
import { useNodes } from '../../support/world.ts'

// What people hear does not depend on what carries it, nor on which node they are connected to.
const worlds: NodesOptions[] = [
  { name: 'bus-memory', count: 1 },
  { name: 'bus-redis-one', count: 1, redis: 'plain' },
  { name: 'bus-redis-two', count: 2, redis: 'plain' },
  { name: 'bus-cluster-two', count: 2, redis: 'cluster' },
]

describe.each(worlds)('$name', (world) => {
  const nodes = useNodes({ ...world, env: { NUXT_PRESENCE_GRACE: '0.2' } })

  /** ada is at the first node, grace at the last one, mallory at both and in nothing. */
  async function cast() {
    const people = await Promise.all(['ada', 'grace', 'mallory'].map(name => member(nodes.first, name)))
    const [ada, grace, mallory] = people as [Client, Client, Client]
    return { ada, grace: at(nodes.last, grace), mallory: at(nodes.last, mallory) }
  }

  async function lobby() {
    const { ada, grace, mallory } = await cast()
    const room = await group(ada, [grace], 'private')
    const sockets = await Promise.all([ada.connect(), grace.connect(), mallory.connect()])
    const [mine, hers, outside] = sockets as [Socket, Socket, Socket]
    // The channels of a room nobody read before are subscribed to in a moment.
    await heard(ada, room.id, [hers])
    const end = () => Promise.all(sockets.map(socket => socket.close()))
    return { ada, grace, mallory, room, mine, hers, outside, end }
  }

  const seqsAfter = (seq: number, socket: Socket) =>
    socket.of('message.created').map(event => event.message.seq).filter(other => other > seq).toSorted((a, b) => a - b)

  async function heard(author: Client, roomId: number, sockets: Socket[]): Promise<void> {
    await expect.poll(async () => {
      const { seq } = await author.say(roomId, 'can you hear me?')
      return Promise.all(
        sockets.map(socket => socket.waitFor('message.created', event => event.message.seq === seq, 300)),
      ).then(
        () => true,
        () => false,
      )
    }, { timeout: 20_000 }).toBe(true)
  }

  test('messages reach every member once and in order, the outsider never', async () => {
    const { ada, grace, room, mine, hers, outside, end } = await lobby()
    const before = (await ada.room(room.id)).lastSeq
    for (let n = 0; n < 20; n++) await (n % 2 ? ada : grace).say(room.id, `${n}`)
    const seqs = Array.from({ length: 20 }, (_, n) => before + n + 1)
    for (const socket of [mine, hers]) {
      // The last one may come before the others: a node delivers its own at once, and those of another from the bus.
      await expect.poll(() => seqsAfter(before, socket)).toEqual(seqs)
    }
    expect((await outside.settled('message.created')).filter(event => event.message.roomId === room.id)).toEqual([])
    for (const socket of [mine, hers]) expect(seqsAfter(before, socket)).toEqual(seqs)
    await end()
  })

  test('deletions, fields and members of a room are told with their rev', async () => {
    const { ada, grace, mallory, room, hers, end } = await lobby()
    const { seq } = await ada.say(room.id, 'soon gone')
    await ada.delete(`/api/rooms/${room.id}/messages/${seq}`)
    await ada.patch(`/api/rooms/${room.id}`, { topic: 'another topic' })
    await ada.put(`/api/rooms/${room.id}/members/${mallory.id}`)
    const { rev } = await grace.room(room.id)
    expect(await hers.waitFor('message.deleted', event => event.seq === seq)).toMatchObject({ rev: rev - 2 })
    expect((await hers.waitFor('room.updated', event => event.room.topic === 'another topic')).room.rev).toBe(rev - 1)
    expect(await hers.waitFor('member.joined', event => event.user.id === mallory.id)).toMatchObject({ rev })
    await end()
  })

  test('who is invited hears the room, who is removed does not any more', async () => {
    const { ada, mallory, room, outside, end } = await lobby()
    await ada.put(`/api/rooms/${room.id}/members/${mallory.id}`)
    await outside.waitFor('room.joined', event => event.room.id === room.id)
    await heard(ada, room.id, [outside])
    await ada.delete(`/api/rooms/${room.id}/members/${mallory.id}`)
    await outside.waitFor('room.left', event => event.roomId === room.id)
    outside.clear()
    await ada.say(room.id, 'among ourselves')
    expect((await outside.settled('message.created')).filter(event => event.message.roomId === room.id)).toEqual([])
    await end()
  })

  test('a deleted room leaves all screens', async () => {
    const { ada, room, mine, hers, end } = await lobby()
    await ada.delete(`/api/rooms/${room.id}`)
    for (const socket of [mine, hers]) await socket.waitFor('room.left', event => event.roomId === room.id)
    await end()
  })

  test('a new name, a reading position and a typing sign go to those concerned', async () => {
    const { ada, grace, room, mine, hers, end } = await lobby()
    const herPhone = await at(nodes.first, grace).connect()
    await grace.patch('/api/account', { displayName: 'Amazing Grace' })
    await mine.waitFor('user.updated', event => event.user.displayName === 'Amazing Grace')
    const { seq } = await ada.say(room.id, 'read me')
    await grace.put(`/api/rooms/${room.id}/read`, { seq })
    await herPhone.waitFor('room.read', event => event.roomId === room.id && event.seq === seq)
    hers.send({ type: 'room.typing', roomId: room.id })
    await mine.waitFor('room.typing', event => event.userId === grace.id)
    expect(await hers.settled('room.typing')).toEqual([])
    await herPhone.close()
    await end()
  })

  test('a session that ends closes its sockets wherever they are', async () => {
    const { ada, end } = await lobby()
    const elsewhere = await at(nodes.last, ada).connect()
    await ada.delete('/api/session')
    expect((await elsewhere.closed).code).toBe(4401)
    await end()
  })

  test('presence is the same seen from every node', async () => {
    const { ada, grace, mine, hers, end } = await lobby()
    mine.send({ type: 'presence.watch', userIds: [grace.id] })
    await mine.waitFor('presence.changed', event => event.userId === grace.id && event.status === 'online')
    mine.clear()
    await hers.close()
    await mine.waitFor('presence.changed', event => event.userId === grace.id && event.status === 'offline')
    mine.clear()
    await grace
      .connect()
      .then(socket =>
        mine
          .waitFor('presence.changed', event => event.userId === grace.id && event.status === 'online')
          .finally(() => socket.close()),
      )
    expect(ada.id).not.toBe(grace.id)
    await end()
  })
})
