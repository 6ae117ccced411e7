import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { long, times } from '../support/faults.ts'
import { useStorms } from '../support/storm.ts'

// Nodes that go and come back.
const storm = useStorms()
const anyMoment = () => sleep(Math.random() * 400)

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
