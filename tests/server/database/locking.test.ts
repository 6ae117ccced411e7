import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from 'drizzle-orm'
import { BoundedPool } from '../../../server/database/pool.ts'
import { transaction } from '../../../server/database/transaction.ts'
import { query, testDatabase, withName } from '../../support/database.ts'
import { root } from '../../support/paths.ts'
import { unique } from '../../support/random.ts'
import { within } from '../../support/until.ts'

const database = unique('plaza_t_locking')
const url = withName(testDatabase(), database)
const pool = new BoundedPool(url, { autocommit: false, multipleStatements: true })

beforeAll(async () => {
  await query(testDatabase(), `CREATE DATABASE \`${database}\``)
  await query(url, 'CREATE TABLE things (id INT PRIMARY KEY, look INT, KEY look (look))')
  await query(url, 'INSERT INTO things VALUES (1, 1), (100, 100)')
})

afterAll(async () => {
  await pool.end()
  await query(testDatabase(), `DROP DATABASE \`${database}\``)
})

test('a locking read that finds nothing holds up nobody', async () => {
  await transaction(pool, async (tx) => {
    for (const nothing of [
      sql`SELECT * FROM things WHERE id = 50 FOR UPDATE`,
      sql`SELECT * FROM things WHERE look = 50 FOR UPDATE`,
      sql`UPDATE things SET look = 2 WHERE look BETWEEN 40 AND 60`,
      sql`DELETE FROM things WHERE look = 50`,
    ]) {
      await tx.execute(nothing)
    }
    const beside = transaction(pool, other => other.execute(sql`INSERT INTO things VALUES (50, 50), (51, 51)`))
    // Whoever met a lock would wait for longer.
    await within(5_000, 'somebody whose row lies where nothing was found', beside)
  })
})

test('no code asks for more isolation than that, or for locks by name', () => {
  const sources = globSync('server/**/*.ts', { cwd: root }).map(
    path => [path, readFileSync(join(root, path), 'utf8')] as const,
  )
  expect(sources.length).toBeGreaterThan(100)
  const found = sources
    .filter(([, text]) => /REPEATABLE READ|SERIALIZABLE|LOCK IN SHARE MODE|\.for\('share'|GET_LOCK\(/.test(text))
    .map(([path]) => path)
  // Boots wait for each other's migrations by a lock that belongs to the database server.
  expect(found).toEqual(['server/database/migrate.ts'])
})
