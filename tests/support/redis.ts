import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { ensureRedis } from '../../scripts/lib/redisPackage.mjs'
import { testData } from './paths.ts'
import { unique } from './random.ts'
import { freePort } from './server.ts'
import { until } from './until.ts'

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')))

/** A Redis of its own, which keeps nothing, that a test may freeze, kill and cut. */
export class FaultyRedis {
  readonly port: number
  readonly #dir: string
  readonly #cluster: boolean
  #child: ChildProcess | undefined

  private constructor(port: number, cluster: boolean) {
    this.port = port
    this.#cluster = cluster
    this.#dir = join(testData, 'redis', unique('redis'))
  }

  static async make({ cluster = false } = {}): Promise<FaultyRedis> {
    const redis = new FaultyRedis(await freePort(), cluster)
    await redis.start()
    if (cluster) await redis.command('CLUSTER ADDSLOTSRANGE 0 16383')
    return redis
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const program = await ensureRedis()
    mkdirSync(this.#dir, { recursive: true })
    const cluster = this.#cluster
      ? [
          '--cluster-enabled', 'yes', '--cluster-require-full-coverage', 'no',
          '--cluster-port', String(await freePort()), '--cluster-announce-ip', '127.0.0.1',
        ]
      : []
    const child = spawn(program, [
      '--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no',
      '--dir', this.#dir, ...cluster,
    ], { stdio: 'ignore', argv0: 'redis-server' })
    this.#child = child
    running.add(child)
    child.once('exit', () => running.delete(child))
    await until('Redis to answer', () => this.command('PING').then(answer => answer.includes('PONG'), () => false))
  }

  freeze(): void {
    this.#child?.kill('SIGSTOP')
  }

  thaw(): void {
    this.#child?.kill('SIGCONT')
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }

  async remove(): Promise<void> {
    this.thaw()
    await this.kill()
    rmSync(this.#dir, { recursive: true, force: true })
  }

  /** One inline command; answers the first line of what came back. */
  async command(line: string): Promise<string> {
    const socket = connect(this.port, '127.0.0.1')
    try {
      socket.write(`${line}\r\n`)
      const [answer] = await once(socket, 'data') as [Buffer]
      return answer.toString()
    }
    finally {
      socket.destroy()
    }
  }
}
