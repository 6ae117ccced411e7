import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { freePort, startServer } from '../tests/support/server.ts'
import { median, note, residentBytes, sleep, startGroup } from './group.mjs'
import { cpuSeconds } from './machine.mjs'
import { cookieOf, makeWorld, query } from './world.mjs'

const idleCount = 10_000
const roomsEach = 10

/** What idle connections cost: memory each, and CPU per delivery of others. */
export async function measureConnections({ rounds }) {
  const server = await startServer({ name: 'bench-connections' })
  const talkers = startGroup()
  const idlers = startGroup('readers.mjs')
  try {
    const busy = await makeWorld(server.databases, { people: 10, rooms: 1, roomsOf: () => [0], name: 'busy' })
    const idle = await makeWorld(server.databases, {
      people: idleCount,
      rooms: idleCount / 10,
      roomsOf: n => Array.from({ length: roomsEach }, (_, m) => (n + m * 97) % (idleCount / 10)),
      name: 'idle',
    })
    await talkers.ask('open', {
      port: server.port,
      talkers: busy.people.map(person => ({ path: '/ws', headers: cookieOf(person), roomId: person.rooms[0] })),
    })
    await perDelivery(server.pid, talkers)
    const alone = median(await repeat(rounds, () => perDelivery(server.pid, talkers)))
    const before = await residentBytes(server.pid)
    await idlers.ask('open', {
      port: server.port,
      readers: idle.people.map(person => ({ path: '/ws', headers: cookieOf(person), rooms: [] })),
    })
    await sleep(10_000)
    const each = (await residentBytes(server.pid) - before) / idleCount
    const crowded = median(await repeat(rounds, () => perDelivery(server.pid, talkers)))
    const bare = await bareMemory(idle)
    note(
      `${Math.round(each)} bytes each, bare ${Math.round(bare)}; ${(alone * 1e6).toFixed(2)} µs per delivery alone, `
      + `${(crowded * 1e6).toFixed(2)} µs in the crowd`,
    )
    return [
      {
        name: `CPU per delivery in a room of 10 with ${idleCount} idle other connections, against none`,
        figure: `${(crowded * 1e6).toFixed(1)} µs against ${(alone * 1e6).toFixed(1)} µs: `
          + `${(crowded / alone).toFixed(2)} ×`,
        reach: '≤ 1.1×',
        met: crowded / alone <= 1.1,
      },
      {
        name: `resident memory per idle logged-in connection in ${roomsEach} rooms, against bare ws`,
        figure: `${(each / 1024).toFixed(1)} KB against ${(bare / 1024).toFixed(1)} KB: ${(each / bare).toFixed(2)} ×`,
        reach: '≤ 1.5×, better 1.25×',
        met: each / bare <= 1.5,
      },
    ]
  }
  finally {
    talkers.end()
    idlers.end()
    await server.stop()
  }
}

async function perDelivery(pid, talkers) {
  const before = cpuSeconds(pid)
  const { delivered } = await talkers.ask('pace', { rate: 1_000, seconds: 5, senders: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] })
  return (cpuSeconds(pid) - before) / delivered
}

async function bareMemory({ people }) {
  const port = await freePort()
  const child = fork(fileURLToPath(new URL('baseline.mjs', import.meta.url)), {
    env: { ...process.env, PORT: String(port) },
  })
  await once(child, 'message')
  const idlers = startGroup('readers.mjs')
  try {
    const before = await residentBytes(child.pid)
    await idlers.ask('open', {
      port,
      readers: people.map(({ rooms }) => ({ path: `/?rooms=${rooms.join()}`, headers: {}, rooms: [] })),
    })
    await sleep(10_000)
    return (await residentBytes(child.pid) - before) / people.length
  }
  finally {
    idlers.end()
    child.kill()
  }
}

async function repeat(rounds, work) {
  const results = []
  for (let round = 0; round < rounds; round++) results.push(await work())
  return results
}

/** 2,000 people whose server is killed: how long until each is connected again and has what it missed. */
export async function measureRestart() {
  const people = 2_000
  const server = await startServer({ name: 'bench-restart' })
  const group = startGroup('returners.mjs')
  try {
    const world = await makeWorld(server.databases, { people, rooms: people / 10, roomsOf: n => [Math.floor(n / 10)] })
    await group.ask('open', {
      port: server.port,
      people: world.people.map(person => ({ headers: cookieOf(person), roomId: person.rooms[0] })),
    })
    const results = []
    for (let round = 0; round < 3; round++) {
      await server.kill()
      for (const roomId of world.roomIds) {
        await query(server.databases.chat, 'UPDATE rooms SET last_seq = last_seq + 1 WHERE id = ?', [roomId])
      }
      await query(
        server.databases.chat,
        'INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at) SELECT id, last_seq, 1, '
        + 'UNHEX(MD5(CONCAT(id, \':\', last_seq))), \'missed\', UTC_TIMESTAMP(3) FROM rooms '
        + 'WHERE id IN (?)',
        [world.roomIds],
      )
      const start = performance.now()
      const returned = group.ask('back')
      await server.start()
      const booted = performance.now() - start
      const { caughtUp } = await returned
      const took = performance.now() - start
      if (caughtUp !== people) throw new Error(`only ${caughtUp} came back`)
      results.push({ took, booted })
      note(`all of ${people} caught up ${Math.round(took)} ms after the start, which took ${Math.round(booted)} ms`)
    }
    const took = median(results.map(result => result.took))
    return [
      {
        name: `restart with ${people} clients: all caught up`,
        figure: `${(took / 1000).toFixed(1)} s (of it `
          + `${(median(results.map(result => result.booted)) / 1000).toFixed(1)} s until the server is ready)`,
        reach: '≤ 5 s',
        met: took <= 5_000,
      },
    ]
  }
  finally {
    group.end()
    await server.stop()
  }
}
