import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch, run } from './child.mjs'
import { forced } from './force.mjs'
import { assertNotStopping } from './lifecycle.mjs'
import { answersMariadb } from './mariadbSocket.mjs'
import { mariadbConfig, mariadbPaths } from './mariadbConfig.mjs'
import { ensureMariadb } from './mariadbPackage.mjs'
import { Problem } from './problem.mjs'
import { findProcess, isAlive, stopProcess } from './systemProcess.mjs'

const startPatience = 120_000
const stopPatience = 60_000
const logLimit = 10 * 1024 * 1024

/**
 * Starts the private MariaDB of the folder `dir`, or takes over the one that already runs there, and answers
 * `{ pid, adopted, exited }` once it accepts connections. Makes its data folder when there is none.
 */
export async function startMariadb(dir) {
  const paths = mariadbPaths(dir)
  const programs = await ensureMariadb()
  mkdirSync(paths.temporary, { recursive: true, mode: 0o700 })
  writeFileSync(paths.config, mariadbConfig())
  return await adoptMariadb(paths) ?? await spawnMariadb(programs, paths)
}

/** Ends the private MariaDB of the folder `dir`, if one runs, and waits until it has. */
export async function stopMariadb(dir) {
  const pid = findMariadb(dir)
  if (!pid) return
  // Asked to end while it starts, MariaDB 10.11 hangs for ever. One that will not come up has acked nothing
  // since its start, so it may be killed.
  const isUp = await comesUp(pid, mariadbPaths(dir).socket)
  await stopProcess(pid, { patience: isUp ? stopPatience : 0 })
}

/** The address of a database in the private MariaDB of `dir`; without a name, of the server itself. */
export function mariadbUrl(dir, database) {
  const path = database ? `/${database}` : ''
  return `mysql://root@localhost${path}?socketPath=${encodeURIComponent(mariadbPaths(dir).socket)}`
}

async function comesUp(pid, socket) {
  const deadline = Date.now() + 10_000
  while (isAlive(pid) && Date.now() < deadline && !forced.aborted) {
    if (await answersMariadb(socket)) return true
    await sleep(20)
  }
  return false
}

function configArgument({ config }) {
  return `--defaults-file=${config}`
}

function findMariadb(dir) {
  return findProcess(configArgument(mariadbPaths(dir)))
}

// The one that is found may be on its way out; then it is nobody to take over.
async function adoptMariadb(paths) {
  const pid = findProcess(configArgument(paths))
  if (!pid) return undefined
  const instance = { pid, adopted: true, exited: watch(pid) }
  const death = await waitUntilItAnswers(instance, paths)
  return death ? undefined : instance
}

// Not our child: the system does not tell us when it ends.
async function watch(pid) {
  while (isAlive(pid)) await sleep(200, undefined, { ref: false })
  return 'it was gone'
}

async function spawnMariadb(programs, paths) {
  if (!existsSync(paths.data)) await makeData(programs, paths)
  turnLog(paths.errorLog)
  const { pid, exited } = launch(programs.mariadbd, [
    configArgument(paths),
    `--datadir=${paths.data}`,
    `--tmpdir=${paths.temporary}`,
    `--socket=${paths.socket}`,
    `--pid-file=${paths.socket}.pid`,
    `--log-error=${paths.errorLog}`,
    ...asRoot(),
  ], { cwd: paths.dir, stdio: 'ignore' })
  const instance = { pid, adopted: false, exited }
  const death = await waitUntilItAnswers(instance, paths)
  if (death) throw new Problem(`MariaDB ended while it was starting (${death}).\n${tail(paths.errorLog)}`)
  return instance
}

// A folder that was being created during a power failure is never used as a complete one: it gets its name last.
async function makeData(programs, paths) {
  const fresh = `${paths.data}.new`
  rmSync(fresh, { recursive: true, force: true })
  // The installer is a shell script that trips over some characters in a path, hence the relative one.
  const { ok, output } = await run(programs.install, [
    '--no-defaults',
    `--datadir=./${basename(fresh)}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--innodb-log-file-size=256M',
    ...asRoot(),
  ], { cwd: paths.dir, env: { ...process.env, TMPDIR: paths.temporary } })
  if (!ok) throw new Problem(`MariaDB could not make its data folder.\n${output}`)
  renameSync(fresh, paths.data)
}

// Answers nothing when it is ready, or what it died of.
async function waitUntilItAnswers({ pid, exited }, paths) {
  const deadline = Date.now() + startPatience
  let death
  exited.then(reason => death = reason)
  while (!await answersMariadb(paths.socket)) {
    assertNotStopping()
    if (death) return death
    if (Date.now() > deadline) {
      throw new Problem(
        `MariaDB (process ${pid}) does not answer. Its log is ${paths.errorLog}\n${tail(paths.errorLog)}`,
      )
    }
    await sleep(20)
  }
  return undefined
}

function asRoot() {
  return process.getuid() === 0 ? ['--user=root'] : []
}

function turnLog(path) {
  if (existsSync(path) && statSync(path).size > logLimit) renameSync(path, `${path}.old`)
}

function tail(path) {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(-20).join('\n') : ''
}
