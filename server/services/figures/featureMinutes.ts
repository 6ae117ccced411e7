import { sql } from 'drizzle-orm'
import type { AnyMySqlColumn } from 'drizzle-orm/mysql-core'
import { featureFigures } from '../../../drizzle/chat/features'
import { chatDatabase } from '../../database/databases'

const minuteMs = 60_000
const rowsAtOnce = 500

interface Minute { featureId: number, variant: string, people: number, faults: number, failures: number }

/**
 * What this node adds to the figures of each minute. Of people it is the most that had a page open at once; what other
 * nodes count is added to it by the database.
 */
export class MinuteBook {
  private minute = 0
  private readonly rows = new Map<string, Minute>()
  /** The people of this minute that are written already. */
  private readonly written = new Map<string, number>()

  people(featureId: number, variant: string, people: number): void {
    const row = this.row(featureId, variant)
    row.people = Math.max(row.people, people)
  }

  add(featureId: number, variant: string, faults: number, failures: number): void {
    const row = this.row(featureId, variant)
    row.faults += faults
    row.failures += failures
  }

  /** What is new since it was last asked, and the minute that it belongs to. */
  take(now: number): { minute: Date, rows: Minute[] } {
    const minute = Math.floor(now / minuteMs) * minuteMs
    if (minute !== this.minute) this.written.clear()
    this.minute = minute
    const rows: Minute[] = []
    for (const [name, row] of this.rows) {
      const people = Math.max(0, row.people - (this.written.get(name) ?? 0))
      if (people > 0) this.written.set(name, row.people)
      if (people + row.faults + row.failures > 0) rows.push({ ...row, people })
    }
    this.rows.clear()
    return { minute: new Date(minute), rows }
  }

  private row(featureId: number, variant: string): Minute {
    const name = `${featureId}:${variant}`
    const row = this.rows.get(name) ?? { featureId, variant, people: 0, faults: 0, failures: 0 }
    this.rows.set(name, row)
    return row
  }
}

export async function writeMinutes({ minute, rows }: ReturnType<MinuteBook['take']>): Promise<void> {
  const { people, faults, failures } = featureFigures
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const values = rows.slice(start, start + rowsAtOnce).map(row => ({ ...row, minute }))
    await chatDatabase().queries.insert(featureFigures).values(values).onDuplicateKeyUpdate({ set: {
      people: added(people), faults: added(faults), failures: added(failures),
    } })
  }
}

function added(column: AnyMySqlColumn) {
  return sql`${column} + VALUES(${column})`
}
