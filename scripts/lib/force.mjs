const controller = new AbortController()

/** Aborted when the person asks a second time: whoever waits for a calm end must kill instead. */
export const forced = controller.signal

/** Ends all calm waiting. */
export function force() {
  controller.abort()
}
