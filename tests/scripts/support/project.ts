import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../support/server.ts'
import { until } from '../../support/until.ts'
import { socketPath } from '../../../scripts/lib/socketPath.mjs'
import { findProcess, isAlive } from '../../../scripts/lib/systemProcess.mjs'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const fakeServer = fileURLToPath(new URL('fakeServer.mjs', import.meta.url))
const fakeNuxt = '#!/bin/sh\n[ -n "$FAKE_NUXT" ] && exec sleep 300\n'
  + 'mkdir -p .output/server && cp fakeServer.mjs .output/server/index.mjs && echo built >> builds\n'

/** A folder with the real scripts and a stand-in for the app, so that a test can start and kill what it likes. */
export class Project {
  readonly dir: string
  readonly port: number
  readonly #commands = new Set<Command>()

  static async make(name = 'plaza'): Promise<Project> {
    return new Project(join(mkdtempSync(join(tmpdir(), 'plaza-scripts-')), name), await freePort())
  }

  constructor(dir: string, port: number) {
    this.dir = dir
    this.port = port
    mkdirSync(dir, { recursive: true })
    for (const part of ['scripts', 'deploy', 'package.json', 'package-lock.json']) {
      cpSync(join(repository, part), this.path(part), { recursive: true })
    }
    cpSync(fakeServer, this.path('fakeServer.mjs'))
    this.writeProgram('node_modules/.bin/nuxt', fakeNuxt)
    this.write(
      'node_modules/.plaza-lock',
      createHash('sha256').update(readFileSync(this.path('package-lock.json')))
        .digest('hex'),
    )
    mkdirSync(this.path('node_modules/node/bin'), { recursive: true })
    symlinkSync(process.execPath, this.path('node_modules/node/bin/node'))
  }

  get url(): string {
    return `http://localhost:${this.port}`
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts)
  }

  read(path: string): string {
    return existsSync(this.path(path)) ? readFileSync(this.path(path), 'utf8') : ''
  }

  write(path: string, text: string): void {
    mkdirSync(join(this.path(path), '..'), { recursive: true })
    writeFileSync(this.path(path), text)
  }

  writeProgram(path: string, text: string): void {
    this.write(path, text)
    chmodSync(this.path(path), 0o755)
  }

  /** Runs one of the scripts; by default as itself, not through npm. */
  run(script: string, { args = [], env = {} }: { args?: string[], env?: Record<string, string> } = {}): Command {
    return this.spawn(process.execPath, [`scripts/${script}.mjs`, ...args], env)
  }

  spawn(program: string, args: string[], env: Record<string, string> = {}): Command {
    const child = spawn(program, args, {
      cwd: this.dir,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...inherited(), PORT: String(this.port), ...env },
    })
    const command = new Command(child)
    this.#commands.add(command)
    return command
  }

  /** Starts Plaza and waits until it says that it is ready. */
  async start(env: Record<string, string> = {}): Promise<Command> {
    const command = this.run('start', { env })
    await command.prints('Plaza is ready on')
    return command
  }

  /** What the served stand-in tells about itself; undefined while nothing answers. */
  async server(): Promise<{ pid: number, identity: string, chat: string } | undefined> {
    return fetch(this.url, { signal: AbortSignal.timeout(1_000) }).then(answer => answer.json(), () => undefined)
  }

  /** As `server`, where one must answer: on a busy machine not always within a second. */
  served(): Promise<{ pid: number, identity: string, chat: string }> {
    return until('an answer', () => this.server())
  }

  mariadbPid(): number | undefined {
    return findProcess(`--defaults-file=${this.path('.data/mariadb/mariadb.cnf')}`)
  }

  /** Ends whatever still runs and removes the folder. */
  async remove(): Promise<void> {
    for (const command of this.#commands) command.signal('SIGKILL')
    const pids = [(await this.server())?.pid, this.mariadbPid()].filter(pid => pid !== undefined)
    for (const pid of pids) kill(pid)
    await until('everything to be gone', () => pids.every(pid => !isAlive(pid)))
    for (const folder of [join(this.dir, '..'), ...this.#farSockets()]) {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    }
  }

  // Sockets of a folder with a long path lie elsewhere.
  #farSockets(): string[] {
    const folders = ['.data', '.data/mariadb'].map(folder => dirname(socketPath(this.path(folder), 'mariadb.sock')))
    return folders.filter(folder => !folder.startsWith(this.dir))
  }
}

/** Ends a process that may have ended meanwhile. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  }
  catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

// `npm test` sets these for the tests of the real server, and npm itself for its scripts.
const notInherited = ['CI', 'HOST', 'NUXT_DATABASE_IDENTITY_URL', 'NUXT_DATABASE_CHAT_URL', 'npm_lifecycle_event']

function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !notInherited.includes(name)))
}

export class Command {
  readonly pid: number
  /** What it printed, good news and bad; which of both came first is not certain. */
  output = ''
  stdout = ''
  readonly #child: ChildProcess
  readonly #exit: Promise<unknown[]>

  constructor(child: ChildProcess) {
    if (!child.pid) throw new Error('the command could not be started')
    this.pid = child.pid
    this.#child = child
    // What was printed arrives until `close`; a child that outlives the command and kept its output may
    // put that off for ever.
    const closed = once(child, 'close')
    this.#exit = once(child, 'exit').then(async (exit) => {
      await Promise.race([closed, new Promise(resolve => setTimeout(resolve, 2_000).unref())])
      return exit
    })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => this.output += String(chunk))
    child.stdout?.on('data', chunk => this.stdout += String(chunk))
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** To the command alone. */
  signal(signal: NodeJS.Signals): void {
    if (this.running) process.kill(this.pid, signal)
  }

  /** To it and its children in its group, as a Ctrl+C in a terminal does. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.pid, signal)
  }

  /** Waits until it has printed `text`, `times` times. */
  async prints(text: string, times = 1): Promise<void> {
    await until(`"${text}" in the output`, () => {
      const enough = this.output.split(text).length > times
      if (!enough && !this.running) throw new Error(`it ended without printing "${text}":\n${this.output}`)
      return enough
    }, 55_000).catch((error: Error) => {
      throw new Error(`${error.message}\n${this.output}`)
    })
  }

  /** Waits for its end and answers the exit code. */
  async code(): Promise<unknown> {
    const [code] = await this.#exit
    return code
  }
}
