import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from './child.mjs'
import { databaseTools, ensureDatabase } from './database.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { loadEnvironment, serverAddress } from './environment.mjs'
import { keepAlive } from './keepAlive.mjs'
import { assertNotStopping, defer, isStopping } from './lifecycle.mjs'
import { takeLock } from './lock.mjs'
import { assertSupportedNode, toolEnvironment } from './node.mjs'
import { assertPortIsFree } from './port.mjs'
import { Problem } from './problem.mjs'
import { forgetProcess, recordProcess, stopRecorded } from './processRecord.mjs'
import { askReadiness } from './readiness.mjs'
import { say, step } from './screen.mjs'
import { ensureCommands } from './systemPackage.mjs'
import { stopProcess } from './systemProcess.mjs'

const drainPatience = 15_000
const deathsBeforeGivingUp = 5

/**
 * Brings up everything and stays as its supervisor until a signal comes. `prepare` runs before the server is started,
 * `program` answers `[command, ...arguments]` of the server. When the folder is being served already, says so.
 */
export async function serve({ prepare, program, environment }) {
  assertSupportedNode()
  loadEnvironment()
  const address = serverAddress()
  const tools = databaseTools()
  const state = { url: address.url, ready: false }
  const lock = await takeServingLock(state)
  if (!lock.taken) return sayItRuns(lock.holder)
  if (await stopRecorded('server', { patience: drainPatience })) {
    say('✔ Stopped the server of a supervisor that was killed')
  }
  await assertPortIsFree(address)
  // First, because who may not install them should not learn that after minutes of other work.
  await ensureCommands(tools)
  await ensureDependencies()
  await prepare()
  const databases = await ensureDatabase()
  await supervise({ state, program, env: toolEnvironment({ ...environment, ...databases }) })
}

// One that is on its way out is no reason to go home: the person who stops and starts wants it to run.
async function takeServingLock(state) {
  for (;;) {
    const lock = await takeLock('plaza', () => ({ ...state, stopping: isStopping() }))
    if (lock.taken || !lock.holder.stopping) return lock
    await sleep(100)
    assertNotStopping()
  }
}

async function supervise({ state, program, env }) {
  let everReady = false
  const server = { pid: 0 }
  defer(() => stopServer(server))
  const start = () => {
    const [command, ...args] = program()
    const instance = launch(command, args, { env })
    server.pid = instance.pid
    if (instance.pid) recordProcess('server', instance.pid)
    void announce(instance, state).then(ready => everReady ||= ready)
    return instance
  }
  const onEnd = (deaths) => {
    state.ready = false
    if (!everReady && deaths >= deathsBeforeGivingUp) {
      throw new Problem('The server ends each time before it is ready; what it printed above says why.')
    }
  }
  await keepAlive({ name: 'The server', start, onEnd })
}

async function announce({ exited }, state) {
  try {
    await step('Starting the server', () => waitUntilReady(exited, state.url))
  }
  catch {
    // It ended; keepAlive logs it.
    return false
  }
  state.ready = true
  say(`Plaza is ready on ${state.url}`)
  return true
}

async function waitUntilReady(exited, url) {
  let ended = false
  void exited.then(() => ended = true)
  for (let tries = 1; !(await askReadiness(url)).ready; tries++) {
    if (ended || isStopping()) throw new Problem('The server ended before it was ready.')
    await sleep(50)
  }
}

async function stopServer({ pid }) {
  if (pid) await step('Stopping the server', () => stopProcess(-pid, { patience: drainPatience }))
  forgetProcess('server')
}

function sayItRuns({ pid, url, ready }) {
  const where = url ? ` on ${url}` : ''
  const who = pid ? ` (process ${pid})` : ''
  say(ready === false ? `Plaza is already being started${where}${who}.` : `Plaza already runs${where}${who}.`)
}
