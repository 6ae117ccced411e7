import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch } from './child.mjs'
import { databaseTools, ensureDatabase } from './database.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { loadEnvironment, serverAddress } from './environment.mjs'
import { ensureHaproxy, haproxyTool } from './haproxyPackage.mjs'
import { keepAlive } from './keepAlive.mjs'
import { assertNotStopping, defer, isStopping } from './lifecycle.mjs'
import { takeLock } from './lock.mjs'
import { assertSupportedNode, nodeBinary, toolEnvironment } from './node.mjs'
import { dataDir, root, serverEntry } from './paths.mjs'
import { assertPortIsFree } from './port.mjs'
import { Problem } from './problem.mjs'
import { forgetProcess, recordProcess, stopRecorded } from './processRecord.mjs'
import { askReadiness } from './readiness.mjs'
import { redisUrl, startRedis } from './redis.mjs'
import { redisTool } from './redisPackage.mjs'
import { say, step } from './screen.mjs'
import { ensureCommands } from './systemPackage.mjs'
import { stopProcess } from './systemProcess.mjs'

const patience = 15_000
const startPatience = 60_000

/** Brings up the whole cluster on the data of `npm start` and stays as its supervisor until a signal comes. */
export async function serveCluster({ prepare }) {
  assertSupportedNode()
  loadEnvironment()
  const { port, host, url } = serverAddress()
  const tools = [...databaseTools(), ...process.env.NUXT_REDIS_URL ? [] : [redisTool], haproxyTool]
  const lock = await takeLock('plaza', () => ({ url, ready: true }))
  if (!lock.taken) return say(`Plaza already runs in this folder (process ${lock.holder.pid}).`)
  const nodes = [1, 2].map(number => ({ name: `node${number}`, port: port + number }))
  for (const name of ['proxy', ...nodes.map(node => node.name), 'redis']) await stopRecorded(name, { patience })
  await assertPortIsFree({ port, host, url })
  for (const node of nodes) await assertPortIsFree({ port: node.port, host: '127.0.0.1', url: addressOf(node) })
  await ensureCommands(tools)
  await ensureDependencies()
  await prepare()
  const databases = await ensureDatabase()
  const redis = process.env.NUXT_REDIS_URL || await runRedis()
  const env = toolEnvironment({
    ...databases,
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    NUXT_REDIS_URL: redis,
    NUXT_TRUSTED_PROXIES: '1',
  })
  const running = nodes.map(node =>
    supervise(node.name, `Node ${addressOf(node)}`, () =>
      launch(nodeBinary(), [serverEntry], { env: { ...env, PORT: String(node.port) } }),
    ),
  )
  for (const node of nodes) await step(`Starting ${addressOf(node)}`, () => untilReady(addressOf(node)))
  const proxy = await ensureHaproxy()
  const listen = `${host ?? ''}:${port}`
  running.push(supervise('proxy', 'HAProxy', () => launch(proxy, ['-db', '-f', join(root, 'deploy', 'haproxy.cfg')], {
    env: {
      ...process.env,
      PLAZA_LISTEN: listen,
      PLAZA_NODE_1: `127.0.0.1:${nodes[0].port}`,
      PLAZA_NODE_2: `127.0.0.1:${nodes[1].port}`,
    },
  })))
  await step('Starting HAProxy', () => untilReady(url))
  say(`Plaza is ready on ${url} (nodes: ${nodes.map(addressOf).join(' and ')})`)
  await Promise.all(running)
}

async function runRedis() {
  const dir = join(dataDir, 'redis')
  let first = await step('Starting Redis', () => startRedis(dir))
  void supervise('redis', 'Redis', () => {
    const instance = first ?? startRedis(dir)
    first = undefined
    return instance
  })
  return redisUrl(dir)
}

// Deferred in the order of starting, so they end in the opposite one: the proxy first, the database last.
function supervise(name, title, start) {
  let pid = 0
  defer(async () => {
    if (pid) await step(`Stopping ${title}`, () => stopProcess(-pid, { patience }))
    forgetProcess(name)
  })
  return keepAlive({
    name: title,
    async start() {
      const instance = await start()
      pid = instance.pid
      if (pid) recordProcess(name, pid)
      return instance
    },
  })
}

async function untilReady(url) {
  const deadline = Date.now() + startPatience
  while (!(await askReadiness(url)).ready) {
    assertNotStopping()
    if (isStopping() || Date.now() > deadline) {
      throw new Problem(`${url} does not become ready; what it printed above says why.`)
    }
    await sleep(50)
  }
}

function addressOf({ port }) {
  return `http://127.0.0.1:${port}`
}
