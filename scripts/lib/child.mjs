import { spawn } from 'node:child_process'
import { createWriteStream, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { assertNotStopping, defer } from './lifecycle.mjs'
import { root } from './paths.mjs'
import { forgetProcess, recordProcess } from './processRecord.mjs'
import { stopProcess } from './systemProcess.mjs'

/**
 * Starts a program in its own session, so that a Ctrl+C reaches only us and we decide the order of the end.
 * `exited` resolves (never rejects) with what it died of, in words.
 */
export function launch(command, args, options = {}) {
  assertNotStopping()
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], ...options, detached: true })
  const exited = new Promise((resolve) => {
    child.once('error', error => resolve(error.message))
    child.once('exit', (code, signal) => {
      const reason = signal ?? `exit code ${code}`
      child.once('close', () => resolve(reason))
      // Something it has left running may hold its output open for ever.
      setTimeout(resolve, 1_000, reason).unref()
    })
  })
  return { child, pid: child.pid, exited }
}

/**
 * Runs a program to its end and answers `{ ok, reason, output }`. With `live` its output goes to the screen,
 * else it is collected (and written to `log`, when given); with `echo` both. It is stopped with everything it has
 * started when a signal ends us; should we be killed, the next command finds it by the name in `record`.
 */
export async function run(command, args, { live = false, echo = false, log, record, ...options } = {}) {
  const output = live ? 'inherit' : 'pipe'
  const { child, pid, exited } = launch(command, args, { ...options, stdio: ['ignore', output, output] })
  const text = collect(child, log)
  if (echo) for (const stream of [child.stdout, child.stderr]) stream.pipe(process.stdout, { end: false })
  let ended = !pid
  defer(() => ended || stopProcess(-pid, { patience: 5_000 }))
  if (record && pid) recordProcess(record, pid)
  const reason = await exited
  ended = true
  if (record) forgetProcess(record)
  assertNotStopping()
  return { ok: reason === 'exit code 0', reason, output: text() }
}

function collect(child, log) {
  const chunks = []
  const file = log && openLog(log)
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', chunk => chunks.push(chunk))
    if (file) stream?.on('data', chunk => file.write(chunk))
  }
  child.once('close', () => file?.end())
  return () => Buffer.concat(chunks).toString()
}

function openLog(path) {
  mkdirSync(dirname(path), { recursive: true })
  return createWriteStream(path)
}
