import { readFileSync } from 'node:fs'
import type { RowDataPacket } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import { unique } from './random.ts'

export interface DatabasePair {
  identity: string
  chat: string
}

type Value = string | number | null | Buffer

/** The MariaDB that `npm test` has started, without a database name. */
export function testDatabase(): string {
  const url = process.env.PLAZA_TEST_DATABASE
  if (!url) {
    throw new Error(
      'PLAZA_TEST_DATABASE is not set: run `npm test`, or point it at a MariaDB (mysql://root@localhost?socketPath=…)',
    )
  }
  return url
}

/** Addresses of two databases that do not exist yet. */
export function freshPair(base = testDatabase()): DatabasePair {
  const name = unique('plaza_t')
  return { identity: withName(base, `${name}_identity`), chat: withName(base, `${name}_chat`) }
}

export function withName(base: string, name: string): string {
  const url = new URL(base)
  url.pathname = `/${name}`
  return url.href
}

export function nameOf(url: string): string {
  return new URL(url).pathname.slice(1)
}

/** A pair as the migrations leave it, or where nobody made a template of them, one that the server has to migrate. */
export async function createPair(): Promise<DatabasePair> {
  const pair = freshPair()
  const file = process.env.PLAZA_TEST_TEMPLATE
  if (!file) return pair
  const template = JSON.parse(readFileSync(file, 'utf8')) as Record<keyof DatabasePair, string[]>
  await Promise.all([createDatabase(pair.identity, template.identity), createDatabase(pair.chat, template.chat)])
  return pair
}

async function createDatabase(url: string, statements: string[]): Promise<void> {
  const name = nameOf(url)
  await query(withName(url, ''), [
    `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`,
    `USE \`${name}\``,
    'SET foreign_key_checks = 0',
    ...statements,
  ].join(';\n'))
}

export async function query<Row = Record<string, Value>>(
  url: string, sql: string, values: Value[] = [],
): Promise<Row[]> {
  const connection = await createConnection({ uri: url, connectTimeout: 5_000, multipleStatements: true })
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql, values)
    return rows as Row[]
  }
  finally {
    connection.destroy()
  }
}

export async function dropPair(pair: DatabasePair): Promise<void> {
  for (const url of [pair.identity, pair.chat]) {
    await query(withName(url, ''), `DROP DATABASE IF EXISTS \`${nameOf(url)}\``)
  }
}

/** A value that is the same as long as no row of these tables has changed. */
export async function fingerprint(url: string, tables: string[]): Promise<string> {
  const rows = await query<{ Checksum: number }>(url, `CHECKSUM TABLE ${tables.join(', ')}`)
  return rows.map(row => row.Checksum).join()
}
