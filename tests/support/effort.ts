/** Milliseconds of processor time that `run` takes: what else the machine does at the time does not count. */
export function effort(run: () => void): number {
  const start = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000
}

/** Of the quickest of `times` runs. */
export function leastEffort(times: number, run: () => void): number {
  return Math.min(...Array.from({ length: times }, () => effort(run)))
}
