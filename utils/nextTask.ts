interface Yielding {
  yield?: () => Promise<void>
}

/**
 * Lets the browser do what waits for the processor, such as input and painting, and goes on as soon as it has
 * (https://wicg.github.io/scheduling-apis/#dom-scheduler-yield), elsewhere with the next task.
 */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Yielding }
  return scheduler?.yield ? scheduler.yield() : new Promise(resolve => setTimeout(resolve))
}
