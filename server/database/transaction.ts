import { drizzle } from 'drizzle-orm/mysql2'
import type { MySql2Database } from 'drizzle-orm/mysql2'
import type { Pool, PoolConnection, QueryOptions } from 'mysql2/promise'
import { runStatement } from './pool'
import { rootCause } from '../core/rootCause'
import type { BoundedPool } from './pool'

export type Queries = MySql2Database<Record<string, never>>

/**
 * Deadlock, lock wait timeout, a row that changed under snapshot isolation (MariaDB 11.6.2 on), and a savepoint that
 * does not exist: the transaction that had it is lost.
 */
const retryable = new Set([1213, 1205, 1020, 1305])
const tries = 4

/**
 * A savepoint ends with its transaction. This one is set before anything else and must still be there in the packet
 * that commits, so that a transaction which ended in between, with its locks, stores nothing of what came after.
 */
export const begin = 'BEGIN; SAVEPOINT whole'
export const commit = 'RELEASE SAVEPOINT whole; COMMIT'

/**
 * Drizzle over a pool or one connection, every statement with its deadline. Never use a pool's inside `transaction`.
 */
export function queriesOf(client: { query: BoundedPool['query'], execute: BoundedPool['execute'] }): Queries {
  return drizzle({ client: client as unknown as Pool })
}

/**
 * Runs `work` in one transaction, READ COMMITTED, and commits; anything thrown rolls back, and nothing is stored when
 * the database lost the transaction meanwhile. A read that finds nothing locks nothing: gaps hold up those whose rows
 * would lie in them, who have nothing to do with each other. A deadlock, a lock wait, a snapshot conflict or a lost
 * transaction is tried again from the beginning, so `work` must have no other effects.
 */
export async function transaction<T>(pool: BoundedPool, work: (tx: Queries) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await pool.use(connection => attemptTransaction(connection, work))
    }
    catch (error) {
      if (attempt >= tries || !isRetryable(error)) throw error
      await backoff(attempt)
    }
  }
}

async function attemptTransaction<T>(connection: PoolConnection, work: (tx: Queries) => Promise<T>): Promise<T> {
  const query = (options: QueryOptions | string, values?: unknown) =>
    runStatement(connection, oneStatement(options), values)
  await runStatement(connection, begin)
  try {
    const result = await work(queriesOf({ query, execute: query }))
    await runStatement(connection, commit)
    return result
  }
  catch (error) {
    const lost = await rollBack(connection)
    // Whatever was concluded from what it read without its locks, and without its own changes, does not hold.
    throw lost && !isRetryable(error) ? lost : error
  }
}

/** Answers why, when there was no transaction any more. */
async function rollBack(connection: PoolConnection): Promise<unknown> {
  try {
    await runStatement(connection, 'RELEASE SAVEPOINT whole; ROLLBACK')
    return undefined
  }
  catch (error) {
    // What was said since then is in a transaction of its own.
    await runStatement(connection, 'ROLLBACK').catch(() => connection.destroy())
    return isRetryable(error) ? error : undefined
  }
}

/**
 * These connections would take more than one in a packet; only `begin` and `commit` may do that. Values
 * are not in the text yet.
 */
function oneStatement(options: QueryOptions | string): QueryOptions | string {
  if ((typeof options === 'string' ? options : options.sql).includes(';')) throw new Error('one statement at a time')
  return options
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
