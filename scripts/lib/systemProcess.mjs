import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { forced } from './force.mjs'

const hasProc = existsSync('/proc/self/stat')

/** The arguments of a living process, or nothing when it is gone (a zombie is gone). */
export function processArguments(pid) {
  if (!hasProc) return ps(pid, 'args').split(' ').filter(Boolean)
  return readProc(`/proc/${pid}/cmdline`).split('\0').filter(Boolean)
}

/** Distinguishes two processes with the same id, also across a restart of the machine; empty when there is none. */
export function processBirth(pid) {
  if (!hasProc) return ps(pid, 'lstart')
  // The second field is the name in brackets and may contain anything, spaces and brackets too.
  const ticks = readProc(`/proc/${pid}/stat`).split(') ').at(-1).split(' ')[19]
  return ticks ? `${readProc('/proc/sys/kernel/random/boot_id').trim()} ${ticks}` : ''
}

/** The id of the process that was started with exactly this argument, or nothing. */
export function findProcess(argument) {
  if (hasProc) return readdirSync('/proc').map(Number).find(pid => pid > 0 && processArguments(pid).includes(argument))
  const line = spawnSync('ps', ['-axww', '-o', 'pid=,args='])
    .stdout.toString()
    .split('\n')
    .find(one => `${one} `.includes(` ${argument} `))
  return line ? Number.parseInt(line) : undefined
}

/** Whether a process (or, with a negative id, any of its group) still lives. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0)
  }
  catch (error) {
    if (error.code !== 'EPERM') return false
  }
  return pid < 0 || processArguments(pid).length > 0
}

/**
 * Asks a process (a group, when negative) to end and waits for it; kills it when `patience` (ms) is over
 * or the person asks a second time. Resolves when it is gone.
 */
export async function stopProcess(pid, { patience }) {
  if (patience > 0) send(pid, 'SIGTERM')
  const deadline = Date.now() + patience
  while (isAlive(pid) && Date.now() < deadline && !forced.aborted) await sleep(20)
  const killDeadline = Date.now() + 5_000
  while (isAlive(pid) && Date.now() < killDeadline) {
    send(pid, 'SIGKILL')
    await sleep(20)
  }
}

function send(pid, signal) {
  try {
    process.kill(pid, signal)
  }
  catch (error) {
    if (error.code !== 'ESRCH') throw error
  }
}

function readProc(path) {
  try {
    return readFileSync(path, 'utf8')
  }
  catch {
    return ''
  }
}

function ps(pid, field) {
  return spawnSync('ps', ['-ww', '-o', `${field}=`, '-p', String(pid)]).stdout.toString().trim()
}
