import { sql } from 'drizzle-orm'
import { chatDatabase, identityDatabase } from '../database/databases'
import type { Database } from '../database/databases'

type PartState = 'ok' | 'unavailable'

/** Asks each part whether it answers; within the deadline of a statement. */
export async function checkHealth(): Promise<Record<'identity' | 'chat', PartState>> {
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
