import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { dataDir } from './paths.mjs'
import { processBirth, stopProcess } from './systemProcess.mjs'

/**
 * Writes down a child that must not live beside another of its kind, for the next command to find should we be killed.
 */
export function recordProcess(name, pid) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(fileOf(name), JSON.stringify({ pid, birth: processBirth(pid) }))
}

/** Forgets it; to be called when it has ended. */
export function forgetProcess(name) {
  rmSync(fileOf(name), { force: true })
}

/** Ends the recorded process, with all it has started, if it still lives. Answers whether it did. */
export async function stopRecorded(name, { patience }) {
  const { pid, birth } = readRecord(fileOf(name))
  // The id may have been given to another program since; its birth is never the same.
  const lives = pid > 1 && processBirth(pid) === birth
  if (lives) await stopProcess(-pid, { patience })
  forgetProcess(name)
  return lives
}

function readRecord(path) {
  try {
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  }
  catch {
    // Cut short while it was written.
    return {}
  }
}

function fileOf(name) {
  return join(dataDir, `${name}.process.json`)
}
