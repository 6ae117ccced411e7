import { existsSync } from 'node:fs'
import { createConnection } from 'mysql2/promise'
import type { RowDataPacket } from 'mysql2/promise'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bufferPoolMegabytes } from '../../scripts/lib/mariadbConfig.mjs'
import { until } from '../support/until.ts'
import { Project } from './support/project.ts'

let project: Project

beforeEach(async () => {
  project = await Project.make()
})

afterEach(() => project.remove())

async function variables(): Promise<Record<string, string>> {
  const connection = await createConnection({ socketPath: project.path('.data/mariadb/mariadb.sock'), user: 'root' })
  const [rows] = await connection.query<RowDataPacket[]>('SHOW GLOBAL VARIABLES')
  await connection.end()
  return Object.fromEntries(rows.map(row => [row.Variable_name, row.Value]))
}

describe('the private MariaDB', () => {
  it('is durable, speaks UTF-8 and UTC, and cannot be reached over the network', async () => {
    await project.start()
    expect(await variables()).toMatchObject({
      innodb_flush_log_at_trx_commit: '1',
      innodb_doublewrite: 'ON',
      character_set_server: 'utf8mb4',
      collation_server: 'utf8mb4_nopad_bin',
      time_zone: '+00:00',
      skip_networking: 'ON',
      log_bin: 'OFF',
    })
  })

  it('is made whole after a first start that was cut short', async () => {
    const first = project.run('start')
    await until('half a data folder', () => existsSync(project.path('.data/mariadb/data.new')))
    first.signal('SIGKILL')
    await first.code()
    expect(existsSync(project.path('.data/mariadb/data'))).toBe(false)
    await project.start()
    expect(await variables()).toHaveProperty('version')
  })

  it('leaves nothing behind when its first start is stopped', async () => {
    const command = project.run('start')
    await until('half a data folder', () => existsSync(project.path('.data/mariadb/data.new')))
    command.signal('SIGTERM')
    expect(await command.code()).toBe(0)
    expect(project.mariadbPid()).toBeUndefined()
  })

  it('is not asked to end before it can hear it', async () => {
    const command = project.run('start')
    await until('a MariaDB that starts', () => project.mariadbPid())
    command.signal('SIGTERM')
    expect(await command.code()).toBe(0)
    expect(project.read('.data/mariadb/error.log')).toContain('Shutdown complete')
  })

  it('says why it cannot start', async () => {
    project.write('.data/mariadb/data/ibdata1', 'no database at all')
    const command = project.run('start')
    expect(await command.code()).toBe(1)
    expect(command.output).toContain('MariaDB ended while it was starting')
    expect(command.output).toContain('[ERROR]')
  })

  it('takes a quarter of the memory, within limits', () => {
    const gigabyte = 1024 ** 3
    expect([0.25, 2, 64].map(size => bufferPoolMegabytes(size * gigabyte))).toEqual([128, 512, 1_024])
  })
})
