import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Verdict } from '../support/checker.ts'
import { renderVerdicts } from '../support/checker.ts'
import { query } from '../support/database.ts'
import { DatabaseWire } from '../support/databaseWire.ts'
import { long, times } from '../support/faults.ts'
import { FaultyMariadb } from '../support/mariadb.ts'
import { Nodes } from '../support/nodes.ts'
import { until } from '../support/until.ts'
import type { Load, Storm } from '../support/storm.ts'
import { expectFair, weather } from '../support/storm.ts'

// Faults of the database, and of the wire to it.
const verdicts: [string, Verdict][] = []
const mariadb = new FaultyMariadb('storm')
const nodes = new Nodes()
let wire: DatabaseWire

beforeAll(async () => {
  await mariadb.make()
  // A person of the database who may not write while it is read-only, as in every real installation.
  await query(mariadb.url, 'CREATE USER plaza@localhost IDENTIFIED BY \'plaza\'')
  await query(mariadb.url, 'GRANT ALL ON `plaza\\_t%`.* TO plaza@localhost')
  const address = new URL(mariadb.url)
  address.username = address.password = 'plaza'
  wire = await DatabaseWire.to(address.href)
  await nodes.start({ name: 'storm-database', count: 1, database: wire.url })
})

afterAll(async () => {
  mariadb.thaw()
  await nodes.stop()
  wire.close()
  await mariadb.remove()
  console.log(renderVerdicts(verdicts))
})

async function storm(name: string, strike: (load: Load) => Promise<void>, more: Partial<Storm> = {}): Promise<void> {
  const { verdict } = await weather({ nodes, strike, ...more })
  verdicts.push([name, verdict])
  expectFair(verdict)
}

/** What is counted once it has not grown for a second: what was stored before may still be on its way. */
async function settledAt(count: () => number): Promise<number> {
  let [last, since] = [count(), performance.now()]
  await until('nothing to come any more', async () => {
    // A pause of this process is no time in which nothing came: it is waiting to be read.
    for (let turn = 0; turn < 5; turn++) await nextTurn()
    if (count() !== last) [last, since] = [count(), performance.now()]
    return performance.now() - since > 1_000
  })
  return last
}

/** While `work` is under way this is so in the database, and afterwards as before. */
async function during(on: string, off: string, work: () => Promise<void>): Promise<void> {
  const connection = await createConnection({ uri: mariadb.url })
  try {
    await connection.query(on)
    await work()
  }
  finally {
    await connection.query(off)
    connection.destroy()
  }
}

test('MariaDB is killed', () => storm('MariaDB killed', async ({ more }) => {
  for (let round = 0; round < times(1, 10); round++) {
    await more(60)
    await mariadb.kill()
    await mariadb.start()
  }
}), long)

test('MariaDB is frozen', () => storm('MariaDB frozen', async ({ actors }) => {
  mariadb.freeze()
  await sleep(times(6_000, 30_000))
  mariadb.thaw()
  expect(actors.flatMap(actor => actor.refusals).every(code => ['unavailable', 'busy'].includes(code))).toBe(true)
}), long)

test('MariaDB is read-only', () =>
  storm('MariaDB read-only', ({ acked }) =>
    during('SET GLOBAL read_only = 1', 'SET GLOBAL read_only = 0', async () => {
      const before = await settledAt(acked)
      await sleep(times(1_500, 10_000))
      expect(acked(), 'acks without a commit').toBe(before)
    }),
  ), long)

test('the disk is full', () => storm('disk full', async ({ more }) => {
  for (let round = 0; round < times(1, 5); round++) {
    await more(40)
    await mariadb.fillDisk()
    await sleep(500)
    await mariadb.start()
  }
}), long)

test.each([
  ['before INSERT', { before: /INSERT INTO messages/i }],
  ['between INSERT and COMMIT, or during COMMIT', { during: /COMMIT$/i }],
])('the wire is cut %s', (when, cuts) => storm(`wire cut ${when}`, async ({ more }) => {
  const enough = wire.lost + times(5, 100)
  wire.cuts = { ...cuts, share: 0.3 }
  while (wire.lost < enough) await more(20)
  wire.cuts = undefined
}), long)

test('answers of the database get lost', () => storm('answers lost', async ({ more }) => {
  for (let round = 0; round < times(3, 20); round++) {
    wire.loseAnswerTo = /INSERT INTO messages/i
    await more(40)
  }
}), long)

test('snapshot isolation is on', () =>
  storm('snapshot isolation', ({ more }) =>
    during('SET GLOBAL innodb_snapshot_isolation = 1', 'SET GLOBAL innodb_snapshot_isolation = 0', () => more(300)),
  ), long)

test('the database lives in another time zone', () =>
  storm('database at +07:00', ({ more }) =>
    during('SET GLOBAL time_zone = \'+07:00\'', 'SET GLOBAL time_zone = SYSTEM', () => more(200)),
  ), long)

test('rooms are locked by others, in the wrong order, with 50 writers', () =>
  storm(
    'locks and deadlocks',
    async ({ more }) => {
      const lockers = await Promise.all([0, 1].map(() => createConnection({ uri: nodes.first.databases.chat })))
      let going = true
      const locking = Promise.all(lockers.map((connection, n) => lockRooms(connection, n === 0, () => going)))
      await more(times(300, 3_000))
      going = false
      await locking
      lockers.forEach(connection => connection.destroy())
    },
    { people: 50, options: { inFlight: 2 } },
  ), long)

async function lockRooms(connection: Connection, upwards: boolean, going: () => boolean): Promise<void> {
  while (going()) {
    try {
      await connection.query('BEGIN')
      const [rows] = await connection.query('SELECT id FROM rooms ORDER BY id DESC LIMIT 3')
      const ids = (rows as { id: number }[]).map(row => row.id)
      for (const id of upwards ? ids.reverse() : ids) {
        await connection.query('SELECT id FROM rooms WHERE id = ? FOR UPDATE', [id])
        await sleep(Math.random() * 30)
      }
      await connection.query('COMMIT')
    }
    catch {
      // A deadlock: this was the point.
    }
    await sleep(Math.random() * 50)
  }
}

test('the database takes no more connections', () =>
  storm('connections exhausted', ({ more }) =>
    during('SET GLOBAL max_connections = 10', 'SET GLOBAL max_connections = 200', async () => {
      const hoard = await Promise.all(
        Array.from({ length: 30 }, () => createConnection({ uri: mariadb.url }).catch(() => undefined)),
      )
      await sleep(times(1_500, 10_000))
      hoard.forEach(connection => connection?.destroy())
      await more(20)
    }),
  ), long)
