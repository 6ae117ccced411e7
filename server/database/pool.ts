import { rootCause } from '../core/rootCause'
import { createPool } from 'mysql2/promise'
import type { Pool, PoolConnection, PoolOptions, QueryOptions } from 'mysql2/promise'
import { AppError } from '../core/errors'
import { DeadlineError, withDeadline } from './deadline'

/** A fault must be answered within 5 s: 1.5 s for a connection and 3 s for a statement leave room for the rest. */
const acquireMs = 1500
const statementMs = 3000

const sessionSetup = (autocommit: boolean) => [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION autocommit = ${autocommit ? 1 : 0}, SESSION time_zone = '+00:00',
    SESSION innodb_lock_wait_timeout = 2, SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'`,
]

interface BoundedPoolOptions extends PoolOptions {
  /** Whether each statement is a transaction of its own; if not, nothing is stored until somebody commits. */
  autocommit?: boolean
}

/**
 * A connection pool of which every step is bounded in time. A statement over its deadline destroys its connection
 * (the answer may still be under way) and rejects with `unavailable`; the outcome on the server is then unknown.
 */
export class BoundedPool {
  readonly pool: Pool
  /** Connections that are lent out. */
  lent = 0
  /** Callers that wait for one. */
  waiting = 0

  constructor(url: string, { autocommit = true, ...options }: BoundedPoolOptions = {}) {
    this.pool = createPool({ ...connectionOptions(url), connectionLimit: 10, queueLimit: 500, ...options })
    // A connection that could not be set up is not what its users rely on.
    this.pool.pool.on('connection', (connection) => {
      for (const statement of sessionSetup(autocommit)) {
        connection.query(statement, error => error && connection.destroy())
      }
    })
  }

  async acquire(): Promise<PoolConnection> {
    const wanted = this.pool.getConnection()
    this.waiting++
    try {
      return await withDeadline(wanted, acquireMs)
    }
    catch (error) {
      wanted.then(late => late.release(), () => undefined)
      throw unavailable(error)
    }
    finally {
      this.waiting--
    }
  }

  /** Runs one statement on a connection of its own. */
  async query(options: QueryOptions | string, values?: unknown): Promise<unknown> {
    return this.use(connection => runStatement(connection, options, values))
  }

  execute(options: QueryOptions | string, values?: unknown): Promise<unknown> {
    return this.query(options, values)
  }

  /** Lends a connection; it goes back to the pool, or is closed when `work` failed in a way that leaves it unsure. */
  async use<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await this.acquire()
    this.lent++
    try {
      const result = await work(connection)
      connection.release()
      return result
    }
    catch (error) {
      if (isStatementError(error)) connection.release()
      else connection.destroy()
      throw error
    }
    finally {
      this.lent--
    }
  }

  end(): Promise<void> {
    return this.pool.end()
  }
}

/** Options of mysql2 for a `mysql://` URL; `?socketPath=` names a unix socket. */
export function connectionOptions(url: string): PoolOptions {
  const parsed = new URL(url)
  const socketPath = parsed.searchParams.get('socketPath')
  return {
    user: decodeURIComponent(parsed.username),
    password: decodeURIComponent(parsed.password),
    database: decodeURIComponent(parsed.pathname.slice(1)) || undefined,
    ...(socketPath ? { socketPath } : { host: parsed.hostname, port: Number(parsed.port) || 3306 }),
    charset: 'utf8mb4',
    timezone: 'Z',
    // Who waits for a connection is bounded by `acquire`. This timer also runs while the process itself stands still.
    connectTimeout: 2 * acquireMs,
    enableKeepAlive: true,
  }
}

/** One statement with its deadline; a connection that missed it is destroyed. */
export async function runStatement(
  connection: PoolConnection, options: QueryOptions | string, values?: unknown,
): Promise<unknown> {
  const statement = typeof options === 'string' ? { sql: options } : options
  try {
    return await withDeadline(connection.query(statement, values as never), statementMs)
  }
  catch (error) {
    if (error instanceof DeadlineError) connection.destroy()
    throw isStatementError(error) ? error : unavailable(error)
  }
}

/** True when the server itself refused the statement, so the connection is in a known state. */
function isStatementError(error: unknown): boolean {
  const cause = rootCause(error)
  return !(cause instanceof AppError && cause.code === 'unavailable')
    && !(cause instanceof Error && 'fatal' in cause && cause.fatal === true)
    && !(cause instanceof DeadlineError)
    && !isConnectionError(cause)
}

function isConnectionError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && !error.code.startsWith('ER_')
}

function unavailable(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError('unavailable', { cause: error })
}
