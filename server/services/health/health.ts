import { sql } from 'drizzle-orm'
import { chatDatabase, identityDatabase } from '../../database/databases'
import type { Database } from '../../database/databases'

type PartState = 'ok' | 'unavailable'
type Health = Record<'identity' | 'chat', PartState>

const freshMs = 500
let latest: { at: number, state: Promise<Health> } | undefined

/**
 * Asks each part whether it answers, within the deadline of a statement. Who asks within half a second
 * gets the same answer.
 */
export function checkHealth(): Promise<Health> {
  if (!latest || performance.now() - latest.at > freshMs) latest = { at: performance.now(), state: askParts() }
  return latest.state
}

async function askParts(): Promise<Health> {
  const [identity, chat] = await Promise.all([probe(identityDatabase), probe(chatDatabase)])
  return { identity, chat }
}

async function probe(database: () => Database): Promise<PartState> {
  try {
    await database().queries.execute(sql`SELECT 1`)
    return 'ok'
  }
  catch {
    return 'unavailable'
  }
}
