import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { defer } from '../lib/lifecycle.mjs'
import { Problem } from '../lib/problem.mjs'
import { processArguments } from '../lib/systemProcess.mjs'

const hour = 3_600_000

/*
 * What a machine has and no more: /proc, /sys read-only, the plain devices without /dev/shm, and a HOME that nobody can
 * write to. The shell reads what it is given until that ends, which it does however we end; with it ends every process
 * of its namespace, and with those the mounts, which nobody else ever sees.
 */
const holder = `
set -e
mount -t proc proc "$1/proc"
mount --bind /sys "$1/sys"
mount -o remount,bind,ro "$1/sys"
mount -t tmpfs -o mode=755 devices "$1/dev"
for name in null zero full random urandom tty; do
  : > "$1/dev/$name"
  mount --bind "/dev/$name" "$1/dev/$name"
done
ln -s /proc/self/fd "$1/dev/fd"
ln -s fd/1 "$1/dev/stdout"
ln -s fd/2 "$1/dev/stderr"
mkdir -p "$1/home/reader"
mount --bind "$1/home/reader" "$1/home/reader"
mount -o remount,bind,ro "$1/home/reader"
echo ready
cat > /dev/null
`

/**
 * Brings the system in the folder `root` to life as far as a chroot does; see `FreshMachine`. Its output goes to `log`.
 */
export async function startMachine({ root, env, log }) {
  const unshare = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', holder, 'sh', root], {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const ended = once(unshare, 'close')
  defer(async () => {
    unshare.stdin.destroy()
    await ended
  })
  const problem = collect(unshare.stderr)
  const ready = await Promise.race([once(unshare.stdout, 'data').then(() => true), ended.then(() => false)])
  if (!ready) throw new Problem(`The new system could not be set up.\n${problem()}`)
  const [init] = childrenOf(unshare.pid)
  mkdirSync(dirname(log), { recursive: true })
  return new FreshMachine({ root, env: { HOME: '/home/reader', ...env }, init, log: createWriteStream(log) })
}

class FreshMachine {
  #root
  #env
  #init
  #log

  constructor({ root, env, init, log }) {
    this.#root = root
    this.#env = env
    this.#init = init
    this.#log = log
  }

  /** Starts a program in the folder `cwd` of the machine, as root or as the user with the id `user`. */
  start(command, args, { cwd = '/', env = {}, user = 0 } = {}) {
    this.#log.write(`\n$ ${[command, ...args].join(' ')}\n`)
    const child = spawn(
      'nsenter',
      [
        `--target=${this.#init}`, '--mount', '--pid', 'chroot', `--userspec=${user}:${user}`,
        this.#root,
        'sh', '-c', 'cd "$0" && exec "$@"', cwd, command, ...args,
      ],
      { env: { ...this.#env, ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] },
    )
    return new FreshCommand(child, this.#log)
  }

  /** Runs a program to its end and answers `{ code, output }`. */
  async run(command, args, options) {
    const started = this.start(command, args, options)
    return { code: await started.code(hour), output: started.output }
  }

  /** The command lines of everything that runs on the machine, but for what holds it up. */
  processes() {
    const namespace = readlinkSync(`/proc/${this.#init}/ns/pid`)
    const own = [this.#init, ...childrenOf(this.#init)]
    return allProcesses()
      .filter(pid => !own.includes(pid) && namespaceOf(pid) === namespace)
      .map(pid => processArguments(pid).join(' '))
      .filter(Boolean)
  }
}

class FreshCommand {
  output = ''
  #child
  #closed

  constructor(child, log) {
    this.#child = child
    this.#closed = once(child, 'close')
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        this.output += chunk
        log.write(chunk)
      })
    }
  }

  /**
   * Waits for a text in the output; throws with the end of the output when the command ends or `patience` (ms) is over.
   */
  async prints(text, patience) {
    const deadline = Date.now() + patience
    while (!this.output.includes(text)) {
      if (this.#child.exitCode !== null) throw new Problem(`It ended without printing "${text}":\n${this.lastLines()}`)
      if (Date.now() > deadline) {
        throw new Problem(`It did not print "${text}" in ${patience / 1000} s:\n${this.lastLines()}`)
      }
      await sleep(50)
    }
  }

  /** To the program itself, past what has brought it there. */
  signal(name) {
    for (const pid of childrenOf(this.#child.pid)) process.kill(pid, name)
  }

  /** Waits for its end and answers the exit code; throws when it does not come in `patience` ms. */
  async code(patience) {
    const [code] = await within(this.#closed, patience) ?? []
    if (code === undefined) throw new Problem(`It did not end in ${patience / 1000} s:\n${this.lastLines()}`)
    return code
  }

  lastLines() {
    return this.output.trimEnd().split('\n').slice(-15).map(line => `    ${line}`).join('\n')
  }
}

// Answers nothing when it takes longer.
function within(promise, patience) {
  return Promise.race([promise, sleep(patience, undefined, { ref: false })])
}

function collect(stream) {
  let text = ''
  stream.on('data', chunk => text += chunk)
  return () => text
}

function allProcesses() {
  return readdirSync('/proc').map(Number).filter(pid => pid > 0)
}

function childrenOf(parent) {
  // The second field is a name in brackets that may hold anything; the fourth is the parent.
  return allProcesses().filter(pid => Number(read(`/proc/${pid}/stat`).split(') ').at(-1).split(' ')[1]) === parent)
}

function namespaceOf(pid) {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`)
  }
  catch {
    return undefined
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  }
  catch {
    return ''
  }
}
