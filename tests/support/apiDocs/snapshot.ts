import type { Connection, RowDataPacket } from 'mysql2/promise'
import { createConnection } from 'mysql2/promise'
import type { World } from './cast.ts'

/** A Plaza to come back to: to start one for each page would take three seconds a page. */
export class Snapshot {
  readonly #world: World
  #restored = 0

  private constructor(world: World) {
    this.#world = world
  }

  static async take(world: World): Promise<Snapshot> {
    for (const url of urlsOf(world)) {
      await withConnection(url, copyTables)
    }
    return new Snapshot(world)
  }

  /** Every row as it was, the people logged in as they were, and nothing of what a page has said since. */
  async restore(): Promise<World> {
    for (const url of urlsOf(this.#world)) await withConnection(url, restoreTables)
    const { server } = this.#world
    // Pages name their first report by its id, before any answer does.
    await server.chat('ALTER TABLE reports AUTO_INCREMENT = 1')
    // The server keeps settings, mutes and bans in memory until their version differs: any change makes it look.
    await server.identity('UPDATE settings SET version = version + ?', [++this.#restored * 1_000])
    const world = this.#world.clone()
    const answer = await world.person('ada').patch('/api/admin/settings', { landingGlimpse: true })
    if (answer.status !== 200) throw new Error(`the docs' Plaza did not come back: ${answer.status} ${answer.text}`)
    return world
  }

  stop(): Promise<void> {
    return this.#world.server.stop()
  }
}

function urlsOf({ server }: World): string[] {
  return [server.databases.identity, server.databases.chat]
}

async function copyTables(connection: Connection): Promise<void> {
  for (const table of await tablesOf(connection)) {
    await connection.query(`CREATE TABLE snapshot_${table} AS SELECT * FROM ${table}`)
  }
}

async function restoreTables(connection: Connection): Promise<void> {
  await connection.query('SET foreign_key_checks = 0')
  await connection.beginTransaction()
  for (const table of await tablesOf(connection)) {
    await connection.query(`DELETE FROM ${table}`)
    await connection.query(`INSERT INTO ${table} SELECT * FROM snapshot_${table}`)
  }
  await connection.commit()
}

async function tablesOf(connection: Connection): Promise<string[]> {
  const [rows] = await connection.query<RowDataPacket[]>('SHOW TABLES')
  return rows.map(row => String(Object.values(row)[0])).filter(name => !name.startsWith('snapshot_'))
}

async function withConnection(url: string, use: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await createConnection({ uri: url, connectTimeout: 5_000 })
  try {
    await use(connection)
  }
  finally {
    connection.destroy()
  }
}
