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

/**
 * Lets the browser do what waits for the processor, such as input and painting, and goes on as soon as it has
 * (https://wicg.github.io/scheduling-apis/#dom-scheduler-yield), elsewhere with the next task.
 */
export function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: Yielding }
  return scheduler?.yield ? scheduler.yield() : nextMessage()
}
