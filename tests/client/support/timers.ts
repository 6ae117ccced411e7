/**
 * What a test puts off and does not wait for would run in a later one, where each action of its stores makes their
 * Pinia the active one again: the later test then reads the stores of the earlier.
 */
const running = new Set<ReturnType<typeof setTimeout>>()
const start = globalThis.setTimeout

globalThis.setTimeout = Object.assign((...args: Parameters<typeof setTimeout>) => {
  const timer = start(...args)
  running.add(timer)
  return timer
}, start)

export function stopTimers() {
  running.forEach(clearTimeout)
  running.clear()
}
