import type { SQL } from 'drizzle-orm'
import type { Queries } from './transaction'

/** The rows of a hand-written statement; Drizzle gives them as the driver has them, times as text. */
export async function selectRows<Row>(queries: Queries, query: SQL): Promise<Row[]> {
  const [rows] = await queries.execute(query)
  return rows as unknown as Row[]
}

/** A DATETIME(3) of such a row; every connection speaks UTC. */
export function toInstant(text: string | Date): Date {
  return text instanceof Date ? text : new Date(`${text.replace(' ', 'T')}Z`)
}
