import { force } from './force.mjs'
import { shellAbove } from './parent.mjs'
import { Problem } from './problem.mjs'
import { explain, say } from './screen.mjs'

// A Ctrl+C reaches us twice: from the terminal and, a moment later, forwarded by npm.
const repeatWindow = 1_000

const cleanups = []
let stoppedAt = 0
let ending

/** True from the first signal on. Nothing new may be started then. */
export function isStopping() {
  return stoppedAt > 0
}

/** Throws when a signal has arrived, so that nothing is started behind the back of the cleanups. */
export function assertNotStopping() {
  if (isStopping()) throw new Problem('Stopped.')
}

/** Runs `cleanup` at the end, whatever the end is; the last one added runs first. */
export function defer(cleanup) {
  cleanups.push(cleanup)
}

/** Runs `body`, then every deferred cleanup, and exits with the code that `body` answers (0 when none). */
export async function main(body, { signalCode = () => 0 } = {}) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => onSignal(signal, signalCode))
  ignoreClosedScreen()
  onShellDeath(() => onSignal('SIGTERM', signalCode))
  try {
    const code = await body()
    if (!isStopping()) await end(code ?? 0)
  }
  catch (error) {
    if (isStopping()) return
    explain(error)
    await end(1)
  }
}

/** Runs the cleanups and exits with `code`. */
export async function end(code) {
  stoppedAt ||= Date.now()
  ending ??= runCleanups()
  await ending
  process.exit(code)
}

function onSignal(signal, signalCode) {
  if (!isStopping()) {
    stoppedAt = Date.now()
    say('\nStopping …')
    return void end(signalCode(signal))
  }
  if (Date.now() - stoppedAt > repeatWindow) force()
}

async function runCleanups() {
  for (const cleanup of cleanups.reverse()) {
    await Promise.resolve().then(cleanup).catch(explain)
  }
}

// npm runs a script through `sh -c`. Some shells stay in between and die of the SIGTERM that npm forwards
// without handing it on: their death is the only thing we see of it.
function onShellDeath(stop) {
  const shell = shellAbove()
  if (!shell) return
  const timer = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(timer)
    stop()
  }, 100)
  timer.unref()
}

// With the terminal gone, a line we cannot print must not keep us from stopping the children.
function ignoreClosedScreen() {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
}
