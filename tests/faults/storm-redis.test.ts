import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { Verdict } from '../support/checker.ts'
import { renderVerdicts } from '../support/checker.ts'
import { long, times } from '../support/faults.ts'
import { useNodes } from '../support/world.ts'
import { Proxy } from '../support/proxy.ts'
import { readMetrics } from '../support/metrics.ts'
import type { Load } from '../support/storm.ts'
import { expectFair, weather } from '../support/storm.ts'
import { until } from '../support/until.ts'

// Faults of the way between two nodes, and of the ways to their people.
const verdicts: [string, Verdict][] = []
const nodes = useNodes({ name: 'storm-redis', count: 2, redis: 'plain' })
afterAll(() => console.log(renderVerdicts(verdicts)))

async function storm(name: string, strike: (load: Load) => Promise<void>): Promise<void> {
  const { verdict } = await weather({ nodes, strike })
  verdicts.push([name, verdict])
  await nodes.joined()
  expectFair(verdict)
}

const faults: Record<string, { strike: () => Promise<void> | void, mend: () => Promise<void> | void }> = {
  'Redis killed': { strike: () => nodes.redis!.kill(), mend: () => nodes.redis!.start() },
  'Redis frozen': { strike: () => nodes.redis!.freeze(), mend: () => nodes.redis!.thaw() },
  'one node partitioned from Redis': { strike: () => nodes.wires[1]!.cut(), mend: () => nodes.wires[1]!.mend() },
}

test.each(Object.entries(faults))('%s', (name, { strike, mend }) => storm(name, async ({ more }) => {
  for (let round = 0; round < times(1, 5); round++) {
    await strike()
    await more(150)
    await sleep(times(1_000, 5_000))
    await mend()
    await more(50)
  }
}), long)

test('the listening connections are cut in a loop', () => storm('pub/sub cut in a loop', async ({ more }) => {
  const goal = more(times(300, 3_000))
  let going = true
  void goal.finally(() => going = false)
  while (going) {
    await nodes.redis!.command('CLIENT KILL TYPE pubsub').catch(() => undefined)
    await sleep(100)
  }
  await goal
}), long)

test('people whose network is gone without a word are noticed by their silence', async () => {
  const before = (await readMetrics(nodes.first)).get('plaza_connections') ?? 0
  const wire = await Proxy.to(nodes.first.port)
  await storm('half-open clients', async ({ actors, more }) => {
    const clients = actors.slice(0, 4).map(actor => Object.assign(actor.client.twin(), { origin: wire.origin }))
    const sockets = await Promise.all(clients.map(client => client.connect()))
    // Their side takes everything and answers nothing: no pong, no end.
    sockets.forEach(socket => socket.tcp.pause())
    await more(100)
    if (times(0, 1)) {
      await until(
        'the silent ones to be gone',
        async () => ((await readMetrics(nodes.first)).get('plaza_connections') ?? 0) <= before + 4,
        70_000,
      )
    }
    sockets.forEach(socket => socket.ws.terminate())
  })
  await wire.close()
  expect(verdicts.at(-1)?.[1]).toEqual({})
}, long)
