import { Problem } from './problem.mjs'

const isTerminal = Boolean(process.stdout.isTTY)
const progressFrom = 1_000
const progressEvery = isTerminal ? 1_000 : 10_000

/** Prints one line. */
export function say(text) {
  process.stdout.write(`${text}\n`)
}

/** Prints one line of bad news. */
export function warn(text) {
  process.stderr.write(`${text}\n`)
}

/** Seconds since `began`, as people read them: `0.4 s`, `83 s`. */
export function elapsed(began) {
  const seconds = (Date.now() - began) / 1_000
  return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`
}

/**
 * Runs `work`, shows how long it takes while it takes long, and leaves one line with the outcome.
 * Answers what `work` answers and throws what it throws.
 */
export async function step(label, work) {
  const began = Date.now()
  const stop = repeat(() => showProgress(`… ${label} (${elapsed(began)})`))
  try {
    const result = await work()
    finish(stop, `✔ ${label} (${elapsed(began)})`)
    return result
  }
  catch (error) {
    finish(stop, `✖ ${label} (${elapsed(began)})`)
    throw error
  }
}

/** Prints why a command ends, with a stack only when the fault is our own. */
export function explain(error) {
  warn(error instanceof Problem ? `\n${error.message}\n` : error.stack ?? String(error))
}

// Answers the function that ends it.
function repeat(show) {
  let timer = setTimeout(function again() {
    show()
    timer = setTimeout(again, progressEvery)
  }, progressFrom)
  return () => clearTimeout(timer)
}

function showProgress(text) {
  process.stdout.write(isTerminal ? `\r${text}\u001B[K` : `${text}\n`)
}

function finish(stop, text) {
  stop()
  process.stdout.write(isTerminal ? `\r${text}\u001B[K\n` : `${text}\n`)
}
