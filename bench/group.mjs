import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** A child process that takes orders and answers each: `talkers.mjs`, `readers.mjs`. */
export function startGroup(program = 'talkers.mjs') {
  const child = fork(fileURLToPath(new URL(program, import.meta.url)))
  return {
    async ask(type, order = {}) {
      child.send({ type, ...order })
      const [answer] = await once(child, 'message')
      if (answer.error) throw new Error(answer.error)
      return answer
    },
    end: () => child.kill(),
  }
}

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Resident memory of a process in bytes. */
export async function residentBytes(pid) {
  const { readFile } = await import('node:fs/promises')
  const [, pages] = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')
  return Number(pages) * 4096
}

export const sleep = ms => new Promise(resolve => setTimeout(resolve, ms))
export const note = text => process.stderr.write(`  ${text}\n`)
