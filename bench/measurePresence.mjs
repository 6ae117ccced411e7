import { readMetrics } from '../tests/support/metrics.ts'
import { startServer } from '../tests/support/server.ts'
import { median, note, startGroup } from './group.mjs'
import { cookieOf, makeWorld } from './world.mjs'

const people = 3_000
const watchedEach = 200
const overMs = 10_000

/**
 * A group whose people have all gone and come back within 10 s, each of whom watches 200 others: members, and guests,
 * whose right to know of each other is looked up.
 */
export async function measurePresence({ rounds }) {
  return [...await measureReturn('member', rounds), ...await measureReturn('guest', rounds)]
}

async function measureReturn(kind, rounds) {
  const server = await startServer({ name: `bench-presence-${kind}`, env: { NUXT_PRESENCE_GRACE: '0.2' } })
  const group = startGroup('watchers.mjs')
  try {
    const world = await makeWorld(server.databases, { people, rooms: 1, roomsOf: () => [0], kind })
    await group.ask('open', { port: server.port, people: world.people.map((person, n) => ({
      headers: cookieOf(person), watched: watchedBy(world.people, n),
    })) })
    await group.ask('see', { status: 'online' })
    const results = []
    for (let round = 0; round < rounds; round++) results.push(await measureRound(server, group))
    return report(kind, results)
  }
  finally {
    group.end()
    await server.stop()
  }
}

async function measureRound(server, group) {
  await group.ask('leave')
  await until(async () => (await readMetrics(server)).get('plaza_connections') === 0)
  await new Promise(resolve => setTimeout(resolve, 1_000))
  await readMetrics(server)
  await group.ask('back', { overMs })
  const seen = await group.ask('see', { status: 'online' })
  const lag = (await readMetrics(server)).get('plaza_nodejs_eventloop_lag_p99_seconds') * 1000
  note(
    `all seen right ${Math.round(seen.took)} ms after the last one came, but by ${seen.wrong}; ${seen.frames} frames, `
    + `${seen.tooMany} readers with more than one a second, ${seen.refused} watches refused; `
    + `event loop lag p99 ${lag.toFixed(1)} ms`,
  )
  return { ...seen, lag }
}

function report(kind, results) {
  const lag = median(results.map(result => result.lag))
  const worst = field => Math.max(...results.map(result => result[field]))
  const who = `${people} ${kind}s of a group come back within ${overMs / 1000} s, each watches ${watchedEach}`
  return [
    {
      name: `${who}: event loop lag p99`,
      figure: `${lag.toFixed(1)} ms`,
      reach: '< 100 ms',
      met: lag < 100,
    },
    {
      name: `${who}: readers who got more than a frame of presence a second; who saw somebody wrong in the end`,
      figure: `${worst('tooMany')}; ${worst('wrong')} `
        + `(right ${(worst('took') / 1000).toFixed(1)} s after the last one came)`,
      reach: '0; 0',
      met: worst('tooMany') === 0 && worst('wrong') === 0,
    },
  ]
}

/** People from all of the group, each of whom is watched by as many. */
function watchedBy(all, n) {
  return Array.from({ length: watchedEach }, (_, m) => all[(n + (m + 1) * 14) % all.length].id)
}

async function until(isTrue) {
  while (!await isTrue()) await new Promise(resolve => setTimeout(resolve, 50))
}
