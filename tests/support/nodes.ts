import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ensureHaproxy } from '../../scripts/lib/haproxyPackage.mjs'
import type { Client } from './client.ts'
import type { DatabasePair } from './database.ts'
import { createPair, dropPair, freshPair } from './database.ts'
import { root } from './paths.ts'
import { Proxy } from './proxy.ts'
import { FaultyRedis } from './redis.ts'
import type { TestServer } from './server.ts'
import { freePort, startServer } from './server.ts'
import { until } from './until.ts'

export interface NodesOptions {
  name: string
  count: number
  /** What is between the nodes; without it there can be one only. */
  redis?: 'plain' | 'cluster'
  env?: Record<string, string>
  /** What only one of them is told. */
  envOf?: (n: number) => Record<string, string>
  database?: string
  /** People come through HAProxy, as `deploy/haproxy.cfg` sets it up for two nodes. */
  haproxy?: boolean
}

/** Some nodes on the same databases and the same Redis, each behind a wire of its own to that Redis. */
export class Nodes {
  readonly servers: TestServer[] = []
  readonly wires: Proxy[] = []
  redis: FaultyRedis | undefined
  /** Where people connect to. */
  origins: string[] = []
  #proxy: ChildProcess | undefined
  #databases: DatabasePair | undefined

  async start({
    name,
    count,
    redis,
    env = {},
    envOf = () => ({}),
    database,
    haproxy = false,
  }: NodesOptions): Promise<void> {
    this.#databases = database ? freshPair(database) : await createPair()
    if (redis) this.redis = await FaultyRedis.make({ cluster: redis === 'cluster' })
    const databases = this.#databases
    this.servers.push(...await Promise.all(Array.from({ length: count }, async (_, n) => {
      const address = await this.#wire(n, redis === 'cluster')
      return startServer({ name: `${name}-${n}`, databases, env: { ...env, ...envOf(n), ...address } })
    })))
    if (redis) await this.joined()
    this.origins = haproxy ? [await this.#startHaproxy()] : this.servers.map(server => server.origin)
  }

  get first(): TestServer {
    return this.servers[0]!
  }

  get last(): TestServer {
    return this.servers.at(-1)!
  }

  /** Every node hears the others. */
  async joined(): Promise<void> {
    await Promise.all(this.servers.map(server => server.ready()))
    for (const server of this.servers) await server.state('ok')
  }

  async stop(): Promise<void> {
    try {
      await Promise.all(this.servers.map(server => server.stop()))
    }
    finally {
      this.#proxy?.kill()
      for (const wire of this.wires) await wire.close()
      await this.redis?.remove()
      if (this.#databases) await dropPair(this.#databases)
    }
  }

  async #startHaproxy(): Promise<string> {
    const port = await freePort()
    const [one, two] = this.servers.map(server => `127.0.0.1:${server.port}`)
    const env = { ...process.env, PLAZA_LISTEN: `127.0.0.1:${port}`, PLAZA_NODE_1: one, PLAZA_NODE_2: two }
    const proxy = spawn(await ensureHaproxy(), ['-db', '-f', join(root, 'deploy/haproxy.cfg')], {
      env,
      stdio: 'ignore',
    })
    this.#proxy = proxy
    process.once('exit', () => proxy.kill('SIGKILL'))
    const origin = `http://127.0.0.1:${port}`
    await until('HAProxy to serve', () => fetch(`${origin}/api/health/ready`).then(answer => answer.ok, () => false))
    return origin
  }

  // A cluster names its own address, past any wire.
  async #wire(n: number, direct: boolean): Promise<Record<string, string>> {
    if (!this.redis) return {}
    if (direct) return { NUXT_REDIS_URL: this.redis.url }
    const wire = await Proxy.to(this.redis.port)
    this.wires[n] = wire
    return { NUXT_REDIS_URL: wire.origin.replace('http', 'redis') }
  }
}

/** The same person at another node: sessions are in the database. */
export function at(server: TestServer, person: Client): Client {
  const twin = person.twin()
  twin.origin = server.origin
  return twin
}
