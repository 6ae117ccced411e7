import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGroup } from '../../bench/group.mjs'
import { cookieOf, insert, makeWorld, query } from '../../bench/world.mjs'
import { long, times } from '../support/faults.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'

// Everybody was connected to the node that died, and all come back at once.
const people = times(500, 2_000)
/**
 * A crowd that answers each other's overload with more of it never ends: the bound is for that,
 * `npm run bench` measures the time.
 */
const patienceMs = 45_000
let server: TestServer

beforeAll(async () => {
  server = await startServer({ name: 'faults-return' })
})

afterAll(() => server.stop())

test(`${people} people who come back at once after a kill are all caught up`, async () => {
  const group = startGroup('returners.mjs')
  try {
    const world = await makeWorld(server.databases, {
      people,
      rooms: people / 10,
      roomsOf: (n: number) => [Math.floor(n / 10)],
    })
    await group.ask('open', {
      port: server.port,
      people: world.people.map(person => ({ headers: cookieOf(person), roomId: person.rooms[0] })),
    })
    await server.kill()
    await query(server.databases.chat, 'UPDATE rooms SET last_seq = 1 WHERE id IN (?)', [world.roomIds])
    await insert(
      server.databases.chat,
      'messages (room_id, seq, author_id, client_id, body, created_at)',
      world.roomIds.map((roomId, n) => [
        roomId, 1,
        world.people[0]!.id,
        Buffer.from(String(n).padStart(16, '0')),
        'missed',
        new Date(),
      ]),
    )
    const returned = group.ask('back')
    const start = performance.now()
    await server.start()
    const { caughtUp } = await returned
    expect(caughtUp).toBe(people)
    expect(performance.now() - start).toBeLessThan(patienceMs)
  }
  finally {
    group.end()
  }
  expect(server.readLog()).not.toContain('socket could not be opened')
}, long)
