import { Agent, request } from 'node:http'
import { startServer } from '../tests/support/server.ts'
import { median, note, sleep, startGroup } from './group.mjs'
import { cookieOf, makeWorld, query } from './world.mjs'

const depth = 1_000_000
const atOnce = 4
const agent = new Agent({ keepAlive: true, maxSockets: atOnce })

/** Pages of history near the beginning and at the end of a room of a million messages. */
export async function measureHistory({ rounds }) {
  const server = await startServer({ name: 'bench-history' })
  try {
    const world = await makeWorld(server.databases, { people: 1, rooms: 1, roomsOf: () => [0] })
    const { people: [ada], roomIds: [roomId] } = world
    await query(
      server.databases.chat,
      `INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at) SELECT ${roomId}, seq, `
      + `${ada.id}, UNHEX(MD5(seq)), CONCAT('message number ', seq), UTC_TIMESTAMP(3) `
      + `FROM seq_1_to_${depth}`,
    )
    await query(server.databases.chat, 'UPDATE rooms SET last_seq = ? WHERE id = ?', [depth, roomId])
    const page = before => perSecond(server.origin, `/api/rooms/${roomId}/messages?before=${before}`, cookieOf(ada))
    // The newest are those that everybody reads; a hundred back from there against a million back, which
    // is the first hundred.
    const [near, far] = await inTurn(rounds, [() => page(depth - 100), () => page(100)])
    note(`${Math.round(near)} pages a second at 100 back, ${Math.round(far)} at a million back`)
    return [
      {
        name: 'history page at depth 1,000,000 against depth 100',
        figure: `${((1000 / far) * atOnce).toFixed(2)} ms against ${((1000 / near) * atOnce).toFixed(2)} ms: `
          + `${(near / far).toFixed(2)} ×`,
        reach: '≤ 1.2×',
        met: near / far <= 1.2,
      },
    ]
  }
  finally {
    await server.stop()
  }
}

/** The room page with 50 messages, rendered for who is logged in, against the smallest page there is. */
export async function measureRendering({ rounds }) {
  const server = await startServer({ name: 'bench-rendering' })
  try {
    const world = await makeWorld(server.databases, { people: 1, rooms: 1, roomsOf: () => [0] })
    const { people: [ada], roomIds: [roomId] } = world
    await query(
      server.databases.chat,
      `INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at) SELECT ${roomId}, seq, `
      + `${ada.id}, UNHEX(MD5(seq)), CONCAT('message number ', seq), UTC_TIMESTAMP(3) `
      + 'FROM seq_1_to_50',
    )
    await query(server.databases.chat, 'UPDATE rooms SET last_seq = 50 WHERE id = ?', [roomId])
    const [small, room] = await inTurn(rounds, [
      () => perSecond(server.origin, '/setup?token=none', {}, 'text/html'),
      () => perSecond(server.origin, `/rooms/${roomId}`, cookieOf(ada), 'text/html'),
    ])
    note(`${Math.round(small)} small pages a second, ${Math.round(room)} room pages`)
    return [
      {
        name: 'server-rendered room page (50 messages, logged in) against the smallest page of Plaza (`/setup`)',
        figure: `${room.toFixed(0)}/s against ${small.toFixed(0)}/s: ${(room / small).toFixed(2)} ×`,
        reach: '≥ 0.4×, better 0.6×',
        met: room / small >= 0.4,
      },
    ]
  }
  finally {
    await server.stop()
  }
}

/**
 * Acks of people in other rooms while sixteen pages of fifty texts that are all markup are asked for at once, again and
 * again; and without that. A page that is refused (`busy`) counts as an answer.
 */
export async function measureCostlyPages({ rounds }) {
  const server = await startServer({ name: 'bench-costly-pages', env: { NUXT_LIMITS: 'off' } })
  const talkers = startGroup()
  const pages = 16
  try {
    const { people, roomIds } = await makeWorld(server.databases, {
      people: pages + 40,
      rooms: 21,
      roomsOf: n => [n < pages ? 0 : 1 + ((n - pages) % 20)],
    })
    const [readers, others] = [people.slice(0, pages), people.slice(pages)]
    await query(
      server.databases.chat,
      `INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at) SELECT ${roomIds[0]}, seq, `
      + `${readers[0].id}, UNHEX(MD5(seq)), REPEAT('a*b*\\n', 800), UTC_TIMESTAMP(3) `
      + 'FROM seq_1_to_50',
    )
    await query(server.databases.chat, 'UPDATE rooms SET last_seq = 50 WHERE id = ?', [roomIds[0]])
    await talkers.ask('open', {
      port: server.port,
      talkers: others.map(person => ({ path: '/ws', headers: cookieOf(person), roomId: person.rooms[0] })),
    })
    const senders = others.map((_, n) => n)
    const quiet = []
    const busy = []
    for (let round = 0; round < rounds; round++) {
      quiet.push(await talkers.ask('pace', { rate: 200, seconds: 5, senders }))
      const crowd = askAgain(server.origin, `/rooms/${roomIds[0]}`, readers)
      // From the first answers on.
      await crowd.warm
      busy.push(await talkers.ask('pace', { rate: 200, seconds: 5, senders }))
      const shown = await crowd.end()
      note(
        `ack p99 ${quiet.at(-1).acks.p99.toFixed(1)} ms; beside the pages p50 ${busy.at(-1).acks.p50.toFixed(1)} `
        + `ms, p99 ${busy.at(-1).acks.p99.toFixed(1)} ms, longest ${busy.at(-1).acks.max.toFixed(1)} ms; `
        + `${shown.toFixed(1)} pages a second`,
      )
      await sleep(500)
    }
    const p99 = median(busy.map(({ acks }) => acks.p99))
    return [
      {
        name: 'p99 of everybody else\'s acks while 16 of the costliest pages at once are asked for again and again',
        figure: `${p99.toFixed(1)} ms against ${median(quiet.map(({ acks }) => acks.p99)).toFixed(1)} ms without them`,
        reach: '< 200 ms',
        met: p99 < 200,
      },
    ]
  }
  finally {
    talkers.end()
    await server.stop()
  }
}

/** Each of these people asks for the page as soon as they have the one before. */
function askAgain(origin, path, people) {
  const own = new Agent({ keepAlive: true, maxSockets: people.length })
  const start = performance.now()
  let going = true
  let shown = 0
  let warm
  const warmed = new Promise(resolve => warm = resolve)
  const all = Promise.all(people.map(async (person) => {
    while (going) {
      await ask(origin, path, { ...cookieOf(person), accept: 'text/html' }, own, [200, 503])
      if (++shown === people.length) warm()
    }
  }))
  return {
    warm: warmed,
    async end() {
      going = false
      const seconds = (performance.now() - start) / 1_000
      await all
      return shown / seconds
    },
  }
}

async function inTurn(rounds, subjects) {
  const results = subjects.map(() => [])
  for (const subject of subjects) await subject()
  for (let round = 0; round < rounds; round++) {
    for (const [n, subject] of subjects.entries()) results[n].push(await subject())
  }
  return results.map(median)
}

async function perSecond(origin, path, headers, accept = 'application/json') {
  const seconds = 4
  const start = performance.now()
  let done = 0
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (performance.now() - start < seconds * 1_000) {
      await ask(origin, path, { ...headers, accept })
      done++
    }
  }))
  return done / (performance.now() - start) * 1_000
}

function ask(origin, path, headers, through = agent, expected = [200]) {
  return new Promise((resolve, reject) => {
    request(origin + path, { agent: through, headers }, (answer) => {
      answer.resume()
      if (!expected.includes(answer.statusCode)) reject(new Error(`${path}: ${answer.statusCode}`))
      answer.on('end', resolve)
    }).on('error', reject).end()
  })
}
