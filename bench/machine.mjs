import { closeSync, fsyncSync, openSync, readFileSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { dataDir } from '../scripts/lib/paths.mjs'
import { createConnection } from 'mysql2/promise'

/** Of Linux, and the same on every architecture it runs on. */
const ticksPerSecond = 100

/** Seconds of CPU that a process has used so far, all of its threads together. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** The process of the MariaDB behind this address, when it is one of this machine. */
export function findMariadb(url) {
  const socket = new URL(url).searchParams.get('socketPath')
  return readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid) || !socket) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(`--socket=${socket}`)
    }
    catch {
      return false
    }
  })
}

/** What one durable write costs here, on the disk where the database lies. */
function fsyncMs() {
  const path = join(dataDir, 'fsync.probe')
  const file = openSync(path, 'w')
  const block = Buffer.alloc(4096)
  const times = Array.from({ length: 50 }, (_, n) => {
    const start = performance.now()
    writeSync(file, block, 0, block.length, n * block.length)
    fsyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  rmSync(path)
  return times.sort((a, b) => a - b)[25]
}

export async function describeMachine(url) {
  const [cpu] = cpus()
  const connection = await createConnection({ uri: url })
  const [[flags]] = await connection.query(
    'SELECT VERSION() version, @@innodb_flush_log_at_trx_commit flush_log, @@innodb_doublewrite doublewrite, '
    + '@@sync_binlog sync_binlog, @@log_bin log_bin',
  )
  await connection.end()
  const [load] = loadavg()
  return [
    `- ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, `
    + `Node ${process.version}`,
    `- MariaDB ${flags.version}, innodb_flush_log_at_trx_commit=${flags.flush_log}, `
    + `innodb_doublewrite=${flags.doublewrite}, log_bin=${flags.log_bin}: every message is on the disk before anybody `
    + 'hears of it',
    `- fsync of 4 KB: ${fsyncMs().toFixed(2)} ms (median); load of the machine before the start: ${load.toFixed(1)}`,
  ].join('\n')
}
