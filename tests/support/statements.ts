import type { Connection, RowDataPacket } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import type { Client } from './client.ts'
import { query } from './database.ts'
import type { TestServer } from './server.ts'

export interface Statement { db: string, sql: string }

interface Step { table: string | null, type: string, key: string | null, rows: number, Extra: string | null }

/** The queries of these tables that the server sends while it answers, as the database itself notes them. */
export async function statementsOf(
  server: TestServer, client: Client, path: string, tables: string[],
): Promise<Statement[]> {
  // Whether and where MariaDB notes them is one setting for all tests that run at the same time.
  const turn = await createConnection({ uri: server.databases.identity, multipleStatements: true })
  try {
    const [[lock]] = await turn.query<RowDataPacket[]>('SELECT GET_LOCK(\'plaza_statements\', 60) AS mine')
    if (!lock?.mine) throw new Error('another test notes statements for too long')
    return await noted(turn, server, client, path, tables)
      .finally(() => turn.query('SET GLOBAL general_log = OFF'))
  }
  finally {
    turn.destroy()
  }
}

async function noted(
  turn: Connection, server: TestServer, client: Client, path: string, tables: string[],
): Promise<Statement[]> {
  const { identity, chat } = server.databases
  const names = [identity, chat].map(url => new URL(url).pathname.slice(1))
  // It has no index: what earlier tests have left there would be read each time.
  await turn.query('TRUNCATE TABLE mysql.general_log; SET GLOBAL log_output = \'TABLE\'; SET GLOBAL general_log = ON')
  const [threads] = await turn.query<RowDataPacket[]>(
    'SELECT ID, DB FROM information_schema.processlist WHERE DB IN (?, ?)', names,
  )
  const answer = await client.get(path)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  const [rows] = await turn.query<RowDataPacket[]>(
    'SELECT thread_id, CONVERT(argument USING utf8mb4) AS argument FROM mysql.general_log '
    + 'WHERE command_type IN (\'Query\', \'Execute\') AND thread_id <> CONNECTION_ID()',
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
