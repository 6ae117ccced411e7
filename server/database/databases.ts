import { AppError } from '../core/errors'
import { BoundedPool } from './pool'
import { queriesOf } from './transaction'
import type { Queries } from './transaction'

export interface Database {
  /** For reading, and for changes of one statement. */
  queries: Queries
  /** What `queries` runs on. */
  single: BoundedPool
  /** For `transaction` alone: what is said on it is stored with its commit or not at all. */
  pool: BoundedPool
}

interface Databases {
  identity: Database
  chat: Database
  /** The message writer's own connections: two round trips per flush need several statements in one packet. */
  writer: BoundedPool
}

export interface DatabaseUrls {
  identity: string
  chat: string
}

let databases: Databases | undefined

/** Opens the pools of both databases; called once, at boot. */
export function openDatabases(urls: DatabaseUrls): void {
  databases = {
    identity: openDatabase(urls.identity),
    chat: openDatabase(urls.chat),
    writer: openTransactionPool(urls.chat, 2),
  }
}

export async function closeDatabases(): Promise<void> {
  if (!databases) return
  const { identity, chat, writer } = databases
  databases = undefined
  await Promise.allSettled([identity.single, identity.pool, chat.single, chat.pool, writer].map(pool => pool.end()))
}

export function identityDatabase(): Database {
  return opened().identity
}

export function chatDatabase(): Database {
  return opened().chat
}

export function writerPool(): BoundedPool {
  return opened().writer
}

function opened(): Databases {
  if (!databases) throw new AppError('unavailable')
  return databases
}

function openDatabase(url: string): Database {
  const single = new BoundedPool(url)
  return { queries: queriesOf(single), single, pool: openTransactionPool(url) }
}

/**
 * A transaction can end between two packets and leave the connection open (a Galera conflict, a proxy that fails over).
 * With autocommit what follows would be stored by itself, in halves.
 */
function openTransactionPool(url: string, connectionLimit = 10): BoundedPool {
  return new BoundedPool(url, { autocommit: false, multipleStatements: true, connectionLimit })
}
