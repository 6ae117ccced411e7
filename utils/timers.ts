/** Timers with names, one of each name: for what is put off, repeated or given up after a while. */
export function createTimers<Name = string>() {
  const running = new Map<Name, ReturnType<typeof setTimeout>>()

  function stop(name: Name) {
    clearTimeout(running.get(name))
    running.delete(name)
  }

  /** Runs `work` after so many milliseconds; one that was waiting under this name never runs. */
  function start(name: Name, ms: number, work: () => unknown) {
    stop(name)
    running.set(name, setTimeout(() => {
      running.delete(name)
      void work()
    }, ms))
  }

  /** Leaves one that is waiting as it is. */
  function startOnce(name: Name, ms: number, work: () => unknown) {
    if (!running.has(name)) start(name, ms, work)
  }

  function stopAll() {
    running.forEach(clearTimeout)
    running.clear()
  }

  return { start, startOnce, stop, stopAll }
}
