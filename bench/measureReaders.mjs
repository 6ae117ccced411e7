import { startServer } from '../tests/support/server.ts'
import { FaultyRedis } from '../tests/support/redis.ts'
import { freshPair, dropPair } from '../tests/support/database.ts'
import { median, note, sleep, startGroup } from './group.mjs'
import { cpuSeconds } from './machine.mjs'
import { cookieOf, makeWorld } from './world.mjs'

const talkerOf = (person, extra = {}) => ({ path: '/ws', headers: cookieOf(person), roomId: person.rooms[0], ...extra })

/** 1 % of a room's readers take nothing: what the others notice of it. */
export async function measureStalled({ rounds }) {
  const server = await startServer({ name: 'bench-stalled' })
  const group = startGroup()
  try {
    const world = await makeWorld(server.databases, { people: 200, rooms: 1, roomsOf: () => [0] })
    await group.ask('open', {
      port: server.port,
      talkers: world.people.map((person, n) => talkerOf(person, { stalled: n >= 198 })),
    })
    const pace = () => group.ask('pace', { rate: 100, seconds: 5, senders: Array.from({ length: 50 }, (_, n) => n) })
    await pace()
    const healthy = []
    for (let round = 0; round < rounds; round++) healthy.push((await pace()).deliveries.p99)
    await group.ask('stall')
    const stalled = []
    for (let round = 0; round < rounds; round++) stalled.push((await pace()).deliveries.p99)
    const [before, after] = [median(healthy), median(stalled)]
    note(`p99 ${before.toFixed(1)} ms, with stalled readers ${after.toFixed(1)} ms`)
    return [
      {
        name: 'p99 of healthy readers with 1 % stalled readers',
        figure: `${after.toFixed(1)} ms against ${before.toFixed(1)} ms: ${(after / before).toFixed(2)} ×`,
        reach: '≤ 1.1×',
        met: after / before <= 1.1,
      },
    ]
  }
  finally {
    group.end()
    await server.stop()
  }
}

/** Messages a second: few, so that each is nearly a batch of its own, and as many as make a second node worth while. */
const rates = [1_000, 3_000]

/** The same people on one node, and spread over two with Redis between them. */
export async function measureNodes({ rounds }) {
  const databases = freshPair()
  const redis = await FaultyRedis.make()
  const one = await startServer({ name: 'bench-one', databases })
  const env = { NUXT_REDIS_URL: redis.url }
  const servers = [one]
  try {
    const world = await makeWorld(databases, { people: 400, rooms: 20, roomsOf: n => [n % 20] })
    const single = await spread([one], world, rounds)
    await one.stop()
    servers.length = 0
    for (const name of ['bench-two-a', 'bench-two-b']) servers.push(await startServer({ name, databases, env }))
    await Promise.all(servers.map(server => server.state('ok')))
    const both = await spread(servers, world, rounds)
    return [...rates.map((rate, n) => costOf(rate, single[n], both[n])), delayOf(single[0], both[0])]
  }
  finally {
    for (const server of servers) await server.stop()
    await redis.remove()
    await dropPair(databases)
  }
}

function costOf(rate, single, both) {
  note(
    `${rate}/s: one node ${(single.cpu * 1e6).toFixed(1)} µs and p99 ${single.p99.toFixed(1)} ms; `
    + `two ${(both.cpu * 1e6).toFixed(1)} µs and ${both.p99.toFixed(1)} ms`,
  )
  const ratio = both.cpu / single.cpu
  return {
    name: `two nodes through Redis: total CPU per delivery against one node, ${rate} messages/s`,
    figure: `${(both.cpu * 1e6).toFixed(1)} µs against ${(single.cpu * 1e6).toFixed(1)} µs: ${ratio.toFixed(2)} ×`,
    reach: '≤ 1.25×',
    met: ratio <= 1.25,
  }
}

function delayOf(single, both) {
  const extra = both.p99 - single.p99
  return {
    name: 'two nodes through Redis: extra latency, p99',
    figure: `${extra.toFixed(1)} ms (p50 ${(both.p50 - single.p50).toFixed(1)} ms)`,
    reach: '≤ 5 ms',
    met: extra <= 5,
  }
}

/** Of each rate what a delivery costs the servers, and how long it takes. */
async function spread(servers, world, rounds) {
  // All in one process, so that a message is sent by one node's reader and timed at the other's.
  const group = startGroup()
  try {
    for (const [n, server] of servers.entries()) {
      // Neighbours by twenties are in the same rooms: every room has readers on every node.
      const mine = world.people.filter((_, m) => Math.floor(m / 20) % servers.length === n)
      await group.ask('open', { port: server.port, talkers: mine.map(person => talkerOf(person)) })
    }
    await sleep(1_000)
    const results = []
    for (const rate of rates) results.push(await paceAt(rate, group, servers, rounds))
    return results
  }
  finally {
    group.end()
  }
}

async function paceAt(rate, group, servers, rounds) {
  const senders = Array.from({ length: 40 }, (_, n) => n * 10)
  await group.ask('pace', { rate, seconds: 3, senders })
  const results = []
  for (let round = 0; round < rounds; round++) {
    const before = servers.map(server => cpuSeconds(server.pid))
    const pace = await group.ask('pace', { rate, seconds: 5, senders })
    const cpu = servers.reduce((sum, server, n) => sum + cpuSeconds(server.pid) - before[n], 0)
    if (pace.delivered !== pace.sent * 20) note(`void: ${pace.delivered} of ${pace.sent * 20} delivered`)
    else results.push({ cpu: cpu / pace.delivered, ...pace.deliveries })
  }
  return {
    cpu: median(results.map(one => one.cpu)),
    p50: median(results.map(one => one.p50)),
    p99: median(results.map(one => one.p99)),
  }
}
