import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { WebSocket } from 'ws'
import { firstAdmin } from '../tests/support/cast.ts'
import { readMetrics } from '../tests/support/metrics.ts'
import { startServer } from '../tests/support/server.ts'
import { median, note, sleep } from './group.mjs'
import { cookieOf, makeWorld } from './world.mjs'

const connections = 1_000
const features = 50
const rules = 10
const percentile = (values, share) => values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1]

/** A change of a feature for many connected people, each of whom has many features with many rules. */
export async function measureFeatures({ rounds }) {
  const server = await startServer({ name: 'bench-features', env: { NUXT_LIMITS: 'off' } })
  const sockets = []
  try {
    const { people } = await makeWorld(server.databases, { people: connections, rooms: 20, roomsOf: n => [n % 20] })
    const admin = await firstAdmin(server)
    for (let n = 0; n < features; n++) {
      await expectOk(admin.post('/api/admin/features', { ...heavy(n), key: `bench-${n}` }))
    }
    for (let n = 0; n < people.length; n += 50) {
      const next = people.slice(n, n + 50)
      sockets.push(...await Promise.all(next.map(person => open(server.port, cookieOf(person)))))
    }
    const reached = []
    const blocked = []
    for (let round = 0; round <= rounds; round++) {
      await turn(admin, sockets, { enabled: true })
      await sleep(500)
      await readMetrics(server)
      const times = await turn(admin, sockets)
      const lag = (await readMetrics(server)).get('plaza_nodejs_eventloop_lag_max_seconds') * 1000
      note(
        `the kill switch reached ${times.length} in ${Math.round(percentile(times, 0.99))} ms (p99), `
        + `${Math.round(Math.max(...times))} ms at most; event loop late by ${lag.toFixed(1)} ms at most`,
      )
      // The first round warms up.
      if (round > 0) {
        reached.push(percentile(times, 0.99))
        blocked.push(lag)
      }
    }
    const perPerson = await evaluation()
    return [
      {
        name: `kill switch on ${connections} connections, p99`,
        figure: `${median(reached).toFixed(0)} ms`,
        reach: '≤ 1 s',
        met: median(reached) <= 1000,
      },
      {
        name: `longest time that the event loop is held up by it`,
        figure: `${Math.max(...blocked).toFixed(1)} ms`,
        reach: '< 50 ms',
        met: Math.max(...blocked) < 50,
      },
      {
        name: `evaluating ${features} features of ${rules} rules for a person, median`,
        figure: `${perPerson.toFixed(3)} ms`,
        reach: '< 0.2 ms',
        met: perPerson < 0.2,
      },
    ]
  }
  finally {
    for (const { ws } of sockets) ws.terminate()
    await server.stop()
  }
}

/** Rules that nobody meets but by the last one, so that all are looked at. */
function heavy(n) {
  const misses = Array.from({ length: rules - 1 }, (_, m) => ({
    conditions: [
      { attribute: 'role', operator: 'in', values: ['admin'] },
      { attribute: 'accountAgeDays', operator: 'gt', values: [m] },
    ],
    variant: 'off',
    share: 10 * (m % 10),
  }))
  return {
    enabled: true, variants: { on: true, off: false }, defaultVariant: 'off', offVariant: 'off',
    rules: [
      ...misses,
      {
        conditions: [{ attribute: 'kind', operator: 'in', values: ['member'] }],
        variant: 'on',
        share: n === 0 ? 100 : 50,
      },
    ],
  }
}

/** Milliseconds until each socket heard that the first feature changed. */
async function turn(admin, sockets, patch) {
  const start = performance.now()
  const value = Boolean(patch)
  const heard = sockets.map(({ until }) => until(value).then(() => performance.now() - start))
  if (patch) await expectOk(admin.patch('/api/admin/features/bench-0', patch))
  else await expectOk(admin.post('/api/admin/features/bench-0/kill', { reason: 'measured' }))
  return Promise.all(heard)
}

async function open(port, headers) {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/ws`, { perMessageDeflate: false, headers })
  const waiting = new Set()
  let present
  ws.on('message', (data) => {
    for (const event of JSON.parse(data)) {
      if (!event.features) continue
      const set = event.type === 'ready' ? event.features.features : event.features
      present = set['bench-0'].value
      for (const wait of waiting) if (wait(present)) waiting.delete(wait)
    }
  })
  const until = value => new Promise((resolve) => {
    if (present === value) return resolve()
    waiting.add(now => now === value && (resolve(), true))
  })
  await new Promise((resolve, reject) => ws.once('open', resolve).once('error', reject))
  return { ws, until }
}

/** The evaluation alone, without a server. */
async function evaluation() {
  const { compileFeature, evaluateAll } = await loadEvaluation()
  const none = new Map()
  const stored = n => ({
    id: n, key: `bench-${n}`, salt: `salt${n}`, hashVersion: 1, version: 1,
    definition: { ...heavy(n), applyMode: 'live', prerequisites: [], hidden: false, schedule: null },
  })
  const compiled = new Map(Array.from({ length: features }, (_, n) => [`bench-${n}`, compileFeature(stored(n), none)]))
  const times = Array.from({ length: 5_000 }, (_, n) => {
    const attributes = new Map(
      Object.entries({
        user: n,
        kind: 'member',
        role: 'user',
        room: [1, 2, 3],
        accountAgeDays: n % 400,
        locale: 'de-AT',
      }),
    )
    const start = performance.now()
    evaluateAll(1, compiled, { targetingKey: String(n), attributes })
    return performance.now() - start
  })
  return median(times.slice(1_000))
}

async function expectOk(asking) {
  const answer = await asking
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
}

/** The module as the server has it, which imports without extensions. */
async function loadEvaluation() {
  const entry = fileURLToPath(new URL('../server/services/features/evaluate.ts', import.meta.url))
  const { outputFiles } = await build({
    entryPoints: [entry], bundle: true, write: false, format: 'esm', platform: 'node',
  })
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`)
}
