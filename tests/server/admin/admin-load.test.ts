import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { body, jobEnd, startJob } from '../../support/admin.ts'
import { firstAdmin, group, member } from '../../support/cast.ts'
import { until } from '../../support/until.ts'
import { useServer } from '../../support/world.ts'

const world = useServer('admin-load')
const rows = Number(process.env.PLAZA_DELETIONS ?? 5_000)

/** So many old messages of one author, as they lie in the table. */
async function fill(roomId: number, authorId: number, count: number): Promise<void> {
  const numbers = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} n`).join(' UNION ALL ')
  await world.server.chat(`INSERT INTO messages (room_id, seq, author_id, client_id, body, created_at)
    SELECT ?, a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 1, ?, UNHEX(REPLACE(UUID(), '-', '')),
      'old news', NOW(3) - INTERVAL 90 DAY
    FROM (${numbers}) a, (${numbers}) b, (${numbers}) c, (${numbers}) d, (${numbers}) e
    WHERE a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n < ?`, [roomId, authorId, count])
  await world.server.chat('UPDATE rooms SET last_seq = ? WHERE id = ?', [count, roomId])
}

test.each([
  'retention', 'deletion',
])('%s of many messages goes on while people chat: all are acked, nothing else moves', async (how) => {
  const { server } = world
  const root = await firstAdmin(server)
  const [ada, grace] = [await member(server, 'ada'), await member(server, 'grace')]
  const room = await group(ada, [grace])
  await fill(room.id, ada.id, rows)
  const [writer, reader] = [await grace.connect(), await ada.connect()]
  if (how === 'retention') await root.patch('/api/admin/settings', { retentionDays: 30 })
  else await startJob(root, { kind: 'message_deletion', filter: { author: ada.id } })
  const [job] = body(await root.get('/api/admin/jobs?limit=1')).jobs
  const waits: number[] = []
  const ending = jobEnd(root, job!.id, 600_000)
  let ended = false
  void ending.finally(() => ended = true).catch(() => undefined)
  while (!ended || waits.length < 20) {
    const clientId = randomUUID()
    const startedAt = performance.now()
    writer.send({ type: 'message.send', roomId: room.id, clientId, body: 'fresh news' })
    await writer.waitFor('message.acked', event => event.clientId === clientId)
    waits.push(performance.now() - startedAt)
    writer.clear()
  }
  expect(await ending).toMatchObject({ state: 'done', affected: rows })
  const [counted] = await server.chat(
    'SELECT SUM(body IS NULL) AS gone, SUM(body = \'fresh news\') AS fresh, COUNT(*) AS everything, '
    + 'MAX(seq) AS last FROM messages WHERE room_id = ?',
    [room.id],
  )
  expect(Object.values(counted!).map(Number)).toEqual([rows, waits.length, rows + waits.length, rows + waits.length])
  await until('the reader to see every tombstone', () => reader.of('message.deleted').length === rows)
  expect(new Set(reader.of('message.deleted').map(event => event.seq)).size).toBe(rows)
  expect((await grace.room(room.id)).rev).toBe(reader.of('message.deleted').at(-1)?.rev)
  waits.sort((a, b) => a - b)
  const at = (share: number) => waits[Math.floor(waits.length * share)]?.toFixed(1)
  process.stdout.write(
    `${how} of ${rows}: ${waits.length} messages, acked after ${at(0.5)} ms (p50), ${at(0.99)} ms (p99), `
    + `${waits.at(-1)?.toFixed(1)} ms at most\n`,
  )
  await root.patch('/api/admin/settings', { retentionDays: null })
  await Promise.all([writer.close(), reader.close()])
}, 700_000)
