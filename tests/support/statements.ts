import type { Client } from './client.ts'
import { query } from './database.ts'
import type { TestServer } from './server.ts'

export interface Statement { db: string, sql: string }

interface Step { table: string | null, type: string, key: string | null, rows: number, Extra: string | null }

/** The queries of these tables that the server sends while it answers, as the database itself notes them. */
export async function statementsOf(
  server: TestServer, client: Client, path: string, tables: string[],
): Promise<Statement[]> {
  const { identity, chat } = server.databases
  const names = [identity, chat].map(url => new URL(url).pathname.slice(1))
  await query(identity, 'SET GLOBAL log_output = \'TABLE\'')
  await query(identity, 'SET GLOBAL general_log = ON')
  const threads = await query<{ ID: number, DB: string }>(
    identity, 'SELECT ID, DB FROM information_schema.processlist WHERE DB IN (?, ?)', names,
  )
  const [start] = await query<{ now: string }>(identity, 'SELECT CAST(NOW(6) AS CHAR) AS now')
  const answer = await client.get(path)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  const rows = await query<{ thread_id: number, argument: string }>(
    identity,
    'SELECT thread_id, CONVERT(argument USING utf8mb4) AS argument FROM mysql.general_log WHERE event_time >= ? '
    + 'AND command_type IN (\'Query\', \'Execute\')',
    [start!.now],
  )
  const wanted = new RegExp(`\\b(?:${tables.join('|')})\\b`)
  return rows.flatMap(({ thread_id: id, argument: sql }) => {
    const thread = threads.find(one => Number(one.ID) === Number(id))
    return thread && /^\s*\(?\s*select/i.test(sql) && wanted.test(sql) ? [{ db: thread.DB, sql }] : []
  })
}

/** How the database goes about a statement. */
export function explain(server: TestServer, { db, sql }: Statement): Promise<Step[]> {
  const url = new URL(server.databases.identity)
  url.pathname = `/${db}`
  return query<Step>(url.href, `EXPLAIN ${sql}`)
}

/** Notes no more. */
export async function forgetStatements(server: TestServer | undefined): Promise<void> {
  if (server) await query(server.databases.identity, 'SET GLOBAL general_log = OFF').catch(() => undefined)
}
