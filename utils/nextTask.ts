interface Yielding {
  yield?: () => Promise<void>
}

/** Not by a timer, which waits in a chain of them, and for a second in a tab that nobody sees. */
function nextMessage() {
  return new Promise<void>((resolve) => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

/** Timers, the network and the browser's own buttons wait no longer than this for a chain of tasks. */
const unfairForMs = 100
let fairAt = -Infinity

/**
 * Lets the browser do what waits for the processor, such as input and painting, and goes on as soon as it has
 * (https://wicg.github.io/scheduling-apis/#dom-scheduler-yield), now and then, and elsewhere, with the next task.
 */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Yielding }
  if (scheduler?.yield && performance.now() - fairAt < unfairForMs) return scheduler.yield()
  fairAt = performance.now()
  return nextMessage()
}
