import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import { get } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { DatabasePair } from './database.ts'
import { createPair, dropPair, fingerprint, freshPair, query } from './database.ts'
import { node, root, serverEntry, testData } from './paths.ts'
import { unique } from './random.ts'
import { until, within } from './until.ts'

export interface ServerOptions {
  /** Name of the log file. */
  name: string
  env?: Record<string, string>
  /** Existing databases, which stay at the end; without them the server has a pair of its own. */
  databases?: DatabasePair
  /** Another MariaDB than that of `npm test`. */
  database?: string
  /** Do not wait for it to be ready. */
  impatient?: boolean
}

const running = new Set<ChildProcess>()
process.once('exit', () => running.forEach(child => child.kill('SIGKILL')))

/** Starts the built server on a free port and waits until it is ready. */
export async function startServer(options: ServerOptions): Promise<TestServer> {
  if (!existsSync(serverEntry)) throw new Error('there is no built server: run `npm test`, or `nuxt build` first')
  const databases = options.databases ?? (options.database ? freshPair(options.database) : await createPair())
  const server = new TestServer(options, databases, await freePort())
  await server.start(options.impatient)
  return server
}

export class TestServer {
  readonly log: string
  readonly origin: string
  readonly databases: DatabasePair
  readonly port: number
  readonly #options: ServerOptions
  #child: ChildProcess | undefined
  #exit: Promise<unknown> = Promise.resolve()

  constructor(options: ServerOptions, databases: DatabasePair, port: number) {
    this.#options = options
    this.databases = databases
    this.port = port
    this.origin = `http://127.0.0.1:${port}`
    mkdirSync(join(testData, 'logs'), { recursive: true })
    this.log = join(testData, 'logs', `${options.name}.log`)
    rmSync(this.log, { force: true })
  }

  get pid(): number {
    const pid = this.#child?.pid
    if (!pid) throw new Error('the server does not run')
    return pid
  }

  get exited(): boolean {
    return !this.#child || this.#child.exitCode !== null || this.#child.signalCode !== null
  }

  async start(impatient = false): Promise<void> {
    const output = openSync(this.log, 'a')
    const child = spawn(node, [serverEntry], {
      cwd: root,
      env: this.#environment(),
      stdio: ['ignore', output, output],
    })
    closeSync(output)
    this.#child = child
    this.#exit = once(child, 'exit')
    running.add(child)
    child.once('exit', () => running.delete(child))
    if (!impatient) await this.ready()
  }

  async ready(timeout = 60_000): Promise<void> {
    await until(`${this.#options.name} to be ready, see ${this.log}`, () => {
      if (this.exited) throw new Error(`the server ended while it was starting:\n${this.readLog().slice(-4_000)}`)
      return statusOf(`${this.origin}/api/health/ready`).then(status => status === 200)
    }, timeout)
  }

  /** Waits until the server says this of itself (`ok`, or `degraded` while it serves without Redis). */
  async state(wanted: string, timeout = 15_000): Promise<void> {
    await until(`${this.#options.name} to be ${wanted}`, async () => {
      const answer = await fetch(`${this.origin}/api/health/ready`).catch(() => undefined)
      return (await answer?.json() as { status?: string } | undefined)?.status === wanted
    }, timeout)
  }

  /** Sends SIGTERM, waits for the end and checks that nothing was left unhandled. */
  async terminate(timeout = 20_000): Promise<void> {
    if (this.exited) return
    this.#child?.kill('SIGTERM')
    await within(timeout, `${this.#options.name} to end after SIGTERM`, this.#exit).catch(async (error: unknown) => {
      await this.kill()
      throw error
    })
  }

  async kill(): Promise<void> {
    if (this.exited) return
    this.#child?.kill('SIGKILL')
    await this.#exit
  }

  async restart(): Promise<void> {
    await this.terminate()
    await this.start()
  }

  async stop(): Promise<void> {
    try {
      await this.terminate()
      this.assertNothingUnhandled()
    }
    finally {
      if (!this.#options.databases) await dropPair(this.databases)
    }
  }

  assertNothingUnhandled(): void {
    const fault = /.*(?:unhandled ?Rejection|uncaught ?Exception).*/i.exec(this.readLog())
    if (fault) throw new Error(`in ${this.log}: ${fault[0]}`)
  }

  readLog(): string {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8') : ''
  }

  chat<Row = Record<string, string | number | null>>(
    sql: string, values: (string | number | null)[] = [],
  ): Promise<Row[]> {
    return query<Row>(this.databases.chat, sql, values)
  }

  identity<Row = Record<string, string | number | null>>(
    sql: string, values: (string | number | null)[] = [],
  ): Promise<Row[]> {
    return query<Row>(this.databases.identity, sql, values)
  }

  /** Changes with every change of a room, a membership or a message. */
  fingerprint(): Promise<string> {
    return fingerprint(this.databases.chat, ['rooms', 'memberships', 'messages', 'mentions', 'blocks'])
  }

  /** `{origin}` stands for where the server is, which nobody knows before it is there. */
  #ownEnvironment(): Record<string, string> {
    const entries = Object.entries(this.#options.env ?? {})
    return Object.fromEntries(entries.map(([name, value]) => [name, value.replace('{origin}', this.origin)]))
  }

  #environment(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      NODE_ENV: 'production',
      PORT: String(this.port),
      HOST: '127.0.0.1',
      NUXT_DATABASE_IDENTITY_URL: this.databases.identity,
      NUXT_DATABASE_CHAT_URL: this.databases.chat,
      NUXT_LIMITS: 'off',
      // A run starts some 200 servers: each but the first few finds what it loads compiled.
      NODE_COMPILE_CACHE: join(testData, 'compiled'),
      NUXT_FILES_PATH: join(testData, 'files'),
      NUXT_ADMIN_EMAIL: admin.email,
      NUXT_ADMIN_PASSWORD: admin.password,
      ...this.#ownEnvironment(),
    }
  }
}

export const admin = { email: 'root@plaza.test', password: unique('first admin') }

/**
 * Not one of those that the system gives to outgoing connections, and of two processes that ask at once each has its
 * own: it would be taken before the server listens, or while it is started again.
 */
export async function freePort(): Promise<number> {
  const port = randomInt(12_000, 32_000)
  return claim(port) && await canListen(port) ? port : freePort()
}

/** Until the next run begins. */
function claim(port: number): boolean {
  mkdirSync(join(testData, 'ports'), { recursive: true })
  try {
    closeSync(openSync(join(testData, 'ports', String(port)), 'wx'))
    return true
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer().once('error', () => resolve(false))
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}

function statusOf(url: string): Promise<number> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2_000 }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    request.on('error', () => resolve(0))
    request.on('timeout', () => request.destroy())
  })
}
