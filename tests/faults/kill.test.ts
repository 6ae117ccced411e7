import { afterAll, beforeAll, expect, test } from 'vitest'
import { group, guest, member } from '../support/cast.ts'
import { expectNothingLost, Sender } from '../support/load.ts'
import { FaultyMariadb } from '../support/mariadb.ts'
import type { TestServer } from '../support/server.ts'
import { startServer } from '../support/server.ts'
import { until, within } from '../support/until.ts'

const mariadb = new FaultyMariadb('kill')
let server: TestServer

beforeAll(async () => {
  await mariadb.make()
  server = await startServer({ name: 'faults-kill', database: mariadb.url })
})

afterAll(async () => {
  await server?.stop()
  await mariadb.remove()
})

/** Six people on two sockets each write to three rooms; `act` strikes when the load is on. */
async function underLoad(act: (senders: Sender[]) => Promise<void>): Promise<Sender[]> {
  const cast = await Promise.all([member(server, 'ada'), member(server, 'grace'), member(server, 'linus')])
  const rooms = [
    (await group(cast[0]!, cast.slice(1))).id,
    (await group(cast[1]!, [cast[0]!, cast[2]!])).id,
    (await guest(server)).square.id,
  ]
  const senders = [...cast, ...cast].map(client => new Sender(client, rooms))
  const runs = Promise.all(senders.map(sender => sender.run()))
  await act(senders)
  senders.forEach(sender => sender.finish())
  await within(30_000, 'every message to be acked in the end', runs)
  await expectNothingLost(server, senders, rooms)
  return senders
}

const ackedOf = (senders: Sender[]) => senders.reduce((sum, sender) => sum + sender.acked.length, 0)

async function more(senders: Sender[], count: number): Promise<void> {
  const goal = ackedOf(senders) + count
  await until(`${count} more messages to be acked`, () => ackedOf(senders) >= goal, 30_000)
}

test('kill -9 of the server under load, three times, loses and doubles nothing that was acked', async () => {
  await underLoad(async (senders) => {
    for (let round = 0; round < 3; round++) {
      await more(senders, 300)
      await server.kill()
      await server.start()
    }
    await more(senders, 300)
  })
})

test('kill -9 of MariaDB under load, three times, loses and doubles nothing that was acked', async () => {
  const senders = await underLoad(async (senders) => {
    for (let round = 0; round < 3; round++) {
      await more(senders, 300)
      await mariadb.kill()
      await mariadb.start()
    }
    await more(senders, 300)
  })
  expect(senders.flatMap(sender => sender.closes).every(code => [1000, 1005, 1013].includes(code))).toBe(true)
  server.assertNothingUnhandled()
})

test('SIGTERM under load answers every command that was sent, then closes the sockets with 1012', async () => {
  await underLoad(async (senders) => {
    await more(senders, 300)
    const closesBefore = senders.map(sender => sender.closes.length)
    const unanswered = closeWatch(senders)
    await server.terminate()
    await until('every socket to be closed', () =>
      senders.every((sender, n) => sender.closes.length > closesBefore[n]!),
    )
    expect(senders.map((sender, n) => sender.closes[closesBefore[n]!])).toEqual(senders.map(() => 1012))
    expect(unanswered(), 'commands the server had taken but not answered').toEqual(senders.map(() => 0))
    await server.start()
    await more(senders, 300)
  })
  server.assertNothingUnhandled()
})

/**
 * How many commands of each sender had no answer when the socket closed, of those sent before the server
 * began to drain.
 */
function closeWatch(senders: Sender[]): () => number[] {
  const before = senders.map(sender => [...sender.sent])
  return () => senders.map((_, n) => before[n]!.filter(one => !one.ack && !one.retried).length)
}

test('a new server while the old one drains: people come back by themselves and nothing is lost', async () => {
  await underLoad(async (senders) => {
    await more(senders, 200)
    await server.restart()
    await more(senders, 200)
  })
})
