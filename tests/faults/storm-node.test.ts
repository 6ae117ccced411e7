import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import type { Verdict } from '../support/checker.ts'
import { renderVerdicts } from '../support/checker.ts'
import { Nodes } from '../support/nodes.ts'
import type { NodesOptions } from '../support/nodes.ts'
import { long, times } from '../support/faults.ts'
import type { Load } from '../support/storm.ts'
import { expectFair, weather } from '../support/storm.ts'

// Faults of the nodes themselves and of the clients.
const verdicts: [string, Verdict][] = []
afterAll(() => console.log(renderVerdicts(verdicts)))

const clock = fileURLToPath(new URL('../support/clock.cjs', import.meta.url))
const anyMoment = () => sleep(Math.random() * 400)

async function storm(
  name: string, options: Omit<NodesOptions, 'name'>, strike: (load: Load, nodes: Nodes) => Promise<void>, actors = {},
): Promise<void> {
  const nodes = new Nodes()
  try {
    await nodes.start({ name: `storm-${name.replaceAll(/\W+/g, '-')}`, ...options })
    const { verdict } = await weather({ nodes, strike: load => strike(load, nodes), ...actors })
    verdicts.push([name, verdict])
    expectFair(verdict)
  }
  finally {
    await nodes.stop()
  }
}

describe('nodes', () => {
  test(`the only one is killed ${times(1, 20)} times`, () =>
    storm('kill -9 of the only node', { count: 1 }, async ({ more }, { first }) => {
      for (let round = 0; round < times(1, 20); round++) {
        await more(60)
        await anyMoment()
        await first.kill()
        await first.start()
      }
    }), long)

  test(`one of two is killed ${times(1, 20)} times`, () =>
    storm('kill -9 of one of two nodes', { count: 2, redis: 'plain' }, async ({ more }, { servers }) => {
      for (let round = 0; round < times(1, 20); round++) {
        await more(60)
        await anyMoment()
        const victim = servers[round % 2]!
        await victim.kill()
        await more(40)
        await victim.start()
      }
    }), long)

  test('behind HAProxy a killed node moves its people to the other one', () =>
    storm(
      'kill -9 of one of two behind HAProxy',
      { count: 2, redis: 'plain', haproxy: true, env: { NUXT_TRUSTED_PROXIES: '1' } },
      async ({ more }, { servers }) => {
        for (let round = 0; round < times(1, 10); round++) {
          await more(60)
          await anyMoment()
          await servers[round % 2]!.kill()
          await more(60)
          await servers[round % 2]!.start()
        }
      },
    ), long)

  test('behind HAProxy a rolling restart leaves nobody in doubt', () =>
    storm(
      'rolling restart behind HAProxy',
      { count: 2, redis: 'plain', haproxy: true, env: { NUXT_TRUSTED_PROXIES: '1' } },
      async ({ more, actors }, { servers }) => {
        for (const server of servers) {
          await more(60)
          await server.restart()
          await more(60)
        }
        expect(actors.reduce((sum, actor) => sum + actor.unknowns, 0), 'commands without an answer').toBe(0)
      },
    ), long)

  test('a rolling restart by SIGTERM leaves nobody in doubt', () =>
    storm('SIGTERM rolling restart', { count: 2, redis: 'plain' }, async ({ more, actors }, { servers }) => {
      for (const server of servers) {
        await more(60)
        await server.restart()
        await more(40)
      }
      expect(actors.reduce((sum, actor) => sum + actor.unknowns, 0), 'commands without an answer').toBe(0)
    }), long)

  test('a node that stands still for 5 s drops nobody', () =>
    storm('event loop blocked 5 s', { count: 1 }, async ({ more, actors }, { first }) => {
      process.kill(first.pid, 'SIGSTOP')
      await sleep(5_000)
      process.kill(first.pid, 'SIGCONT')
      await more(100)
      expect(actors.flatMap(actor => actor.closes), 'sockets that were closed').toEqual([])
    }), long)

  test('a clock that is 10 minutes off changes no order', () =>
    storm(
      'a clock 10 minutes off',
      {
        count: 2,
        redis: 'plain',
        envOf: (n): Record<string, string> =>
          n === 1 ? { NODE_OPTIONS: `--require ${JSON.stringify(clock)}`, PLAZA_CLOCK_OFFSET: '600000' } : {},
      },
      ({ more }) => more(400),
    ), long)

  test(
    'a server in another time zone is no other',
    () => storm('time zone +07:00', { count: 1, env: { TZ: 'Asia/Bangkok' } }, ({ more }) => more(200)),
    long,
  )
})

describe('clients', () => {
  test('who loses 30 % of the acks repeats for free', () =>
    storm('30 % of acks dropped', { count: 2, redis: 'plain' }, ({ more }) => more(times(150, 1_000)), {
      options: { dropAcks: 0.3 },
    }), long)

  test('who reads nothing is cut off and the rest notices nothing', () =>
    storm('stalled readers', { count: 1 }, async ({ actors, more }) => {
      const sockets = await Promise.all(actors.slice(0, 2).map(actor => actor.client.connect()))
      sockets.forEach(socket => socket.tcp.pause())
      await more(1_500)
      sockets.forEach(socket => socket.ws.terminate())
    }), long)
})
