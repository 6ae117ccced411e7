import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { long, times } from '../support/faults.ts'
import { useStorms } from '../support/storm.ts'

// Nodes and clients that stay, but not as they should.
const storm = useStorms()
const clock = fileURLToPath(new URL('../support/clock.cjs', import.meta.url))

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
