import { sql } from 'drizzle-orm'
import type { JobPreview } from '#shared/protocol/job'
import { chatDatabase } from '../../database/databases'
import { selectRows, toInstant } from '../../database/row'
import { invalidField } from '../../core/errors'
import { findWindow, roomNames } from './messageSearch'
import type { MessageFilter, Position, Window } from './messageSearch'

/** Places that one statement goes over. */
const windowSize = 50_000
const patienceMs = 8_000
const namedGroups = 10

interface Tally { count: number, oldest: Date, newest: Date }
type Counts = Map<number, Tally>

/** What a filter finds now: how many, in which groups, from when to when. `too_wide` when counting takes too long. */
export async function countMessages(filter: MessageFilter): Promise<JobPreview> {
  const counts: Counts = new Map()
  const startedAt = performance.now()
  for (let from: Position | undefined, first = true; first || from; first = false) {
    const window = await findWindow(filter, from, windowSize)
    if (window) await addWindow(counts, window)
    from = window?.next
    if (from && performance.now() - startedAt > patienceMs) throw invalidField('filter', 'too_wide')
  }
  return describeCounts(counts)
}

/** Of these messages those that are not deleted yet. */
export async function countChosen(chosen: { roomId: number, seq: number }[]): Promise<JobPreview> {
  const counts: Counts = new Map()
  for (const [roomId, list] of Map.groupBy(chosen, message => message.roomId)) {
    const where = sql`m.room_id = ${roomId} AND m.seq IN ${list.map(message => message.seq)} AND m.deleted_at IS NULL`
    await addWindow(counts, { where, index: 'PRIMARY' })
  }
  return describeCounts(counts)
}

async function addWindow(counts: Counts, { where, index }: Pick<Window, 'where' | 'index'>): Promise<void> {
  const rows = await selectRows<{ room_id: number, count: number, oldest: string, newest: string }>(
    chatDatabase().queries,
    sql`SELECT m.room_id, COUNT(*) AS count, MIN(m.created_at) AS oldest, MAX(m.created_at) AS newest
      FROM messages m FORCE INDEX (${sql.raw(index)}) WHERE ${where} GROUP BY m.room_id`,
  )
  for (const row of rows) {
    const here = { count: Number(row.count), oldest: toInstant(row.oldest), newest: toInstant(row.newest) }
    const known = counts.get(Number(row.room_id)) ?? here
    const more = known === here ? 0 : known.count
    counts.set(Number(row.room_id), {
      count: more + here.count,
      oldest: known.oldest < here.oldest ? known.oldest : here.oldest,
      newest: known.newest > here.newest ? known.newest : here.newest,
    })
  }
}

async function describeCounts(counts: Counts): Promise<JobPreview> {
  const all = [...counts.values()]
  const largest = [...counts].sort(([a, one], [b, two]) => two.count - one.count || a - b).slice(0, namedGroups)
  const names = await roomNames(largest.map(([id]) => id))
  return {
    count: all.reduce((sum, { count }) => sum + count, 0),
    groups: largest.map(([id, { count }]) => ({ id, name: names.get(id) ?? null, count })),
    groupCount: counts.size,
    from: earliest(all.map(({ oldest }) => oldest)),
    to: earliest(all.map(({ newest }) => newest), -1),
  }
}

function earliest(times: Date[], sign = 1): string | null {
  const [first] = times.sort((a, b) => sign * (a.getTime() - b.getTime()))
  return first?.toISOString() ?? null
}
