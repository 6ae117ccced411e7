import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import { startServer } from '../tests/support/server.ts'
import { median, note, startGroup } from './group.mjs'
import { cookieOf, makeWorld } from './world.mjs'

const talkerCount = 200
const batchRows = 512

/**
 * Acked messages a second against the bare batched INSERT of the same table, and the latency of acks at half of that.
 */
export async function measureWriter({ rounds }) {
  const server = await startServer({ name: 'bench-writer' })
  const groups = [startGroup()]
  try {
    const world = await makeWorld(server.databases, {
      people: talkerCount,
      rooms: talkerCount / 2,
      roomsOf: n => [Math.floor(n / 2)],
    })
    await groups[0].ask('open', {
      port: server.port,
      talkers: world.people.map(person => ({ path: '/ws', headers: cookieOf(person), roomId: person.rooms[0] })),
    })
    const results = []
    for (let round = 0; round < rounds; round++) {
      const bare = await insertLimit(server.databases.chat, world.roomIds, 3)
      const { acked, seconds } = await groups[0].ask('flood', { seconds: 3, inFlight: 20 })
      results.push({ bare, plaza: acked / seconds })
      note(`bare ${Math.round(bare)} rows a second, acked ${Math.round(acked / seconds)}`)
    }
    const bare = median(results.map(result => result.bare))
    const plaza = median(results.map(result => result.plaza))
    const paces = []
    for (let round = 0; round < rounds; round++) {
      const pace = await groups[0].ask('pace', { rate: plaza / 2, seconds: 4, senders: world.people.map((_, n) => n) })
      note(
        `at half: ack p50 ${pace.acks.p50.toFixed(1)} ms, p99 ${pace.acks.p99.toFixed(1)} ms, `
        + `${pace.acked} of ${pace.sent}`,
      )
      if (pace.acked === pace.sent) paces.push(pace)
    }
    const p99 = paces.length > 0 ? median(paces.map(pace => pace.acks.p99)) : Number.NaN
    return [
      {
        name: 'acked messages/s against the bare batched INSERT limit',
        figure: `${Math.round(plaza)} against ${Math.round(bare)}: ${(plaza / bare).toFixed(2)} ×`,
        reach: '≥ 0.4×, better 0.6×',
        met: plaza / bare >= 0.4,
      },
      {
        name: 'ack p99 at half of the capacity',
        figure: `${p99.toFixed(1)} ms (p50 ${median(paces.map(pace => pace.acks.p50)).toFixed(1)} ms, `
          + `${Math.round(plaza / 2)}/s)`,
        reach: '≤ 50 ms',
        met: p99 <= 50,
      },
    ]
  }
  finally {
    groups.forEach(group => group.end())
    await server.stop()
  }
}

/** Rows a second that one connection inserts in transactions of 512 rows, into a table like ours and nothing else. */
async function insertLimit(url, roomIds, seconds) {
  const connection = await createConnection({ uri: url, timezone: 'Z' })
  await connection.query('CREATE TABLE IF NOT EXISTS bench_messages LIKE messages')
  await connection.query('TRUNCATE bench_messages')
  const body = 'The quick brown fox jumps over the lazy dog and wonders.'
  const end = performance.now() + seconds * 1_000
  let rows = 0
  while (performance.now() < end) {
    const batch = Array.from({ length: batchRows }, (_, n) =>
      [roomIds[n % roomIds.length], ++rows, 1, randomBytes(16), body, null, new Date()])
    await connection.query(
      'INSERT INTO bench_messages (room_id, seq, author_id, client_id, body, reply_to, created_at) VALUES ?',
      [batch],
    )
  }
  await connection.query('DROP TABLE bench_messages')
  await connection.end()
  return rows / seconds
}
