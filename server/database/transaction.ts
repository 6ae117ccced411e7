import { drizzle } from 'drizzle-orm/mysql2'
import type { MySql2Database } from 'drizzle-orm/mysql2'
import type { Pool, PoolConnection } from 'mysql2/promise'
import { runStatement, rootCause } from './pool'
import type { BoundedPool } from './pool'

export type Queries = MySql2Database<Record<string, never>>

/** Deadlock, lock wait timeout, and a row that changed under snapshot isolation (MariaDB 11.6.2 on). */
const retryable = new Set([1213, 1205, 1020])
const tries = 4

/** Drizzle over a pool or one connection, every statement with its deadline. Never use a pool's inside `transaction`. */
export function queriesOf(client: { query: BoundedPool['query'], execute: BoundedPool['execute'] }): Queries {
  return drizzle({ client: client as unknown as Pool })
}

/** `repeatable` also locks the gaps that a locking read found empty (InnoDB). */
type Isolation = 'committed' | 'repeatable'

/**
 * Runs `work` in one transaction, READ COMMITTED unless it says otherwise, and commits; anything thrown rolls back.
 * A deadlock, a lock wait or a snapshot conflict is tried again from the beginning, so `work` must have no other effects.
 */
export async function transaction<T>(pool: BoundedPool, work: (tx: Queries) => Promise<T>, isolation: Isolation = 'committed'): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await pool.use(connection => attemptTransaction(connection, work, isolation))
    }
    catch (error) {
      if (attempt >= tries || !isRetryable(error)) throw error
      await backoff(attempt)
    }
  }
}

async function attemptTransaction<T>(connection: PoolConnection, work: (tx: Queries) => Promise<T>, isolation: Isolation): Promise<T> {
  const query = (options: Parameters<typeof runStatement>[1], values?: unknown) => runStatement(connection, options, values)
  if (isolation === 'repeatable') await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  await query('BEGIN')
  try {
    const result = await work(queriesOf({ query, execute: query }))
    await query('COMMIT')
    return result
  }
  catch (error) {
    await query('ROLLBACK').catch(() => connection.destroy())
    throw error
  }
}

export function isRetryable(error: unknown): boolean {
  const cause = rootCause(error)
  return cause instanceof Error && 'errno' in cause && retryable.has(Number(cause.errno))
}

/** True when a unique key of this name refused the row. */
export function isDuplicate(error: unknown, key: string): boolean {
  const cause = rootCause(error)
  return cause instanceof Error && 'errno' in cause && cause.errno === 1062 && cause.message.includes(key)
}

/** A short random pause, so that two transactions which met once do not meet again. */
function backoff(attempt: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, Math.random() * 10 * 2 ** attempt))
}
