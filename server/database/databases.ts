import { AppError } from '../errors'
import { BoundedPool } from './pool'
import { queriesOf } from './transaction'
import type { Queries } from './transaction'

export interface Database {
  pool: BoundedPool
  queries: Queries
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
    writer: new BoundedPool(urls.chat, { connectionLimit: 2, multipleStatements: true }),
  }
}

export async function closeDatabases(): Promise<void> {
  if (!databases) return
  const { identity, chat, writer } = databases
  databases = undefined
  await Promise.allSettled([identity.pool.end(), chat.pool.end(), writer.end()])
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
  const pool = new BoundedPool(url)
  return { pool, queries: queriesOf(pool) }
}
