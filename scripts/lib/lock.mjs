import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { assertNotStopping, defer } from './lifecycle.mjs'
import { dataDir } from './paths.mjs'
import { stopRecorded } from './processRecord.mjs'
import { socketPath } from './socketPath.mjs'

/**
 * Takes the lock called `name` for as long as this process lives, and answers `{ taken: true, release }`; or, when
 * another one has it, `{ taken: false, holder }` with what that one says about itself. The lock is a
 * listening socket: the system frees it however its holder ends.
 */
export async function takeLock(name, describe = () => ({})) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = lockPath(name)
  for (;;) {
    const server = await listen(path, describe)
    if (server) return { taken: true, release: releaser(server) }
    const answer = await ask(path)
    if (answer.alive) return { taken: false, holder: answer.holder }
    if (!isAbstract(path)) await removeStale(path)
  }
}

// Linux frees an abstract address with its holder, so nothing stale can be left and nothing must be removed; elsewhere
// the socket is a file.
function lockPath(name) {
  if (process.platform !== 'linux') return socketPath(dataDir, `${name}.sock`)
  const folder = createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 32)
  return abstractAddress(`plaza-${process.getuid()}-${folder}-${name}`)
}

/**
 * An abstract address of full length (`sun_path` holds 108 bytes). Node 20 fills a shorter one up with zeros and Node
 * 24 does not, so they would hold different locks: the first `npm start` runs with the Node of the machine, the second
 * with the one in node_modules.
 */
export function abstractAddress(name) {
  return `\0${name}`.padEnd(108, '-')
}

function isAbstract(path) {
  return path.startsWith('\0')
}

/**
 * Does `work` when no other command of this folder does what is called `name`, waiting for its turn. What a killed
 * command has left at it (see `record` of `run`) is ended first.
 */
export async function alone(name, work) {
  const lock = await waitForLock(name)
  try {
    await stopRecorded(name, { patience: 5_000 })
    return await work()
  }
  finally {
    await lock.release()
  }
}

async function waitForLock(name) {
  for (;;) {
    const lock = await takeLock(name)
    if (lock.taken) return lock
    assertNotStopping()
    await sleep(200)
  }
}

function releaser(server) {
  const release = () => new Promise(resolve => server.close(resolve))
  defer(() => server.listening && release())
  return release
}

function listen(path, describe) {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.end(JSON.stringify({ pid: process.pid, ...describe() }))
    })
    server.once('error', error => error.code === 'EADDRINUSE' ? resolve() : reject(error))
    server.listen(path, () => resolve(server))
    server.unref()
  })
}

function ask(path) {
  return new Promise((resolve) => {
    const socket = connect(path)
    let text = ''
    // A holder that is stopped or busy still holds: only a refused connection proves that nobody is there.
    socket.setTimeout(5_000, () => socket.destroy())
    socket.on('data', chunk => text += chunk)
    socket.on('error', error => resolve({ alive: !['ECONNREFUSED', 'ENOENT'].includes(error.code), holder: {} }))
    socket.on('close', () => resolve({ alive: true, holder: text ? JSON.parse(text) : {} }))
  })
}

// Between the question and the removal another process may have taken the lock. A renamed socket still
// answers, so that is found out and undone.
async function removeStale(path) {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
  }
  catch (error) {
    if (error.code === 'ENOENT') return
    throw error
  }
  const { alive } = await ask(aside)
  if (alive) renameSync(aside, path)
  else rmSync(aside, { force: true })
}
