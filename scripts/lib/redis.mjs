import { mkdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from './child.mjs'
import { assertNotStopping } from './lifecycle.mjs'
import { Problem } from './problem.mjs'
import { ensureRedis } from './redisPackage.mjs'
import { socketPath } from './socketPath.mjs'

const startPatience = 10_000

/** The address of the private Redis of the folder `dir`. */
export function redisUrl(dir) {
  return `unix://${redisSocket(dir)}`
}

/**
 * Starts a private Redis that keeps nothing and listens on a socket of its owner alone; answers once it
 * accepts connections.
 */
export async function startRedis(dir) {
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  const socket = redisSocket(dir)
  const instance = launch(
    await ensureRedis(),
    [
      '--port', '0', '--unixsocket', socket, '--unixsocketperm', '700', '--save', '', '--appendonly', 'no',
      '--dir', dir, '--loglevel', 'warning', '--logfile', join(dir, 'redis.log'),
    ],
    { argv0: 'redis-server' },
  )
  let death
  instance.exited.then(reason => death = reason)
  const deadline = Date.now() + startPatience
  while (!await answers(socket)) {
    assertNotStopping()
    if (death) throw new Problem(`Redis ended while it was starting (${death}).`)
    if (Date.now() > deadline) throw new Problem('Redis does not answer.')
    await sleep(20)
  }
  return instance
}

function redisSocket(dir) {
  return socketPath(dir, 'redis.sock')
}

function answers(path) {
  return new Promise((resolve) => {
    const socket = connect(path, () => socket.write('PING\r\n'))
    socket.setTimeout(1_000, () => socket.destroy())
    socket.on('data', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
    socket.on('close', () => resolve(false))
  })
}
