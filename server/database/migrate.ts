import { readMigrationFiles } from 'drizzle-orm/migrator'
import { createConnection } from 'mysql2/promise'
import type { Connection } from 'mysql2/promise'
import { connectionOptions } from './pool'

const lockSeconds = 60

/**
 * Creates the database if it does not exist and applies all migrations, then runs `whenReady` (the seeds),
 * all under one `GET_LOCK`: of two servers that boot at once the second waits and finds everything done.
 */
export async function migrateDatabase(
  url: string, folder: string, whenReady: () => Promise<void> = async () => {},
): Promise<void> {
  const { database, ...server } = connectionOptions(url)
  if (!database) throw new Error('a database URL must name its database')
  const connection = await createConnection(server)
  try {
    await lock(connection, `plaza:${database}`)
    await createDatabase(connection, database)
    await applyMigrations(connection, folder)
    await whenReady()
  }
  finally {
    await connection.end()
  }
}

async function lock(connection: Connection, name: string): Promise<void> {
  const [rows] = await connection.query('SELECT GET_LOCK(?, ?) AS held', [name.slice(0, 64), lockSeconds])
  if (firstRow(rows)?.held !== 1) {
    throw new Error(`another server holds the lock of the migrations for over ${lockSeconds} s`)
  }
}

async function createDatabase(connection: Connection, name: string): Promise<void> {
  const quoted = `\`${name.replaceAll('`', '``')}\``
  const [rows] = await connection.query(
    'SELECT default_character_set_name AS charset FROM information_schema.schemata WHERE schema_name = ?',
    [name],
  )
  const charset = firstRow(rows)?.charset
  if (!charset) {
    await connection.query(`CREATE DATABASE IF NOT EXISTS ${quoted} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
  }
  else if (charset !== 'utf8mb4') {
    await connection.query(`ALTER DATABASE ${quoted} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
  }
  await connection.query(`USE ${quoted}`)
}

/**
 * Each migration is recorded when all its statements are through; they are written so that a broken-off
 * one can run again.
 */
async function applyMigrations(connection: Connection, folder: string): Promise<void> {
  await connection.query(
    'CREATE TABLE IF NOT EXISTS migrations (hash VARBINARY(64) NOT NULL PRIMARY KEY, applied_at DATETIME(3) NOT NULL)',
  )
  const [rows] = await connection.query('SELECT hash FROM migrations')
  const applied = new Set((rows as { hash: Buffer }[]).map(row => row.hash.toString()))
  for (const migration of readMigrationFiles({ migrationsFolder: folder })) {
    if (applied.has(migration.hash)) continue
    for (const statement of migration.sql) await connection.query(statement)
    await connection.query('INSERT INTO migrations (hash, applied_at) VALUES (?, UTC_TIMESTAMP(3))', [migration.hash])
  }
}

function firstRow(rows: unknown): Record<string, unknown> | undefined {
  return Array.isArray(rows) ? rows[0] : undefined
}
