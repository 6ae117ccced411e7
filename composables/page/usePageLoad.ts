import { backoffMs, retryAfterMs } from '~/utils/backoff'
import { nextTask } from '~/utils/nextTask'

/** Temporary failures: the connection or the server is lost for a moment. */
export const isPassing = (error: unknown): error is ApiError =>
  isCode(error, 'offline', 'unavailable', 'busy', 'rate_limited')

/** Waits before a load is tried again, longer after each failure, or until the connection is back. */
export function useLoadPause() {
  const socket = useSocketStore()

  return (error: ApiError, failures: number) => new Promise<void>((resolve) => {
    const stop = watch(() => socket.live, done)
    const timer = setTimeout(done, error.retryAfter ? retryAfterMs(error.retryAfter) : backoffMs(failures))
    function done() {
      stop()
      clearTimeout(timer)
      resolve()
    }
  })
}

/**
 * Loads what a page shows, once: by the server for the first page, by the browser for the next ones. In the browser
 * the page before stays until it works, with the bar that says so, or until the person goes elsewhere; other
 * failures become the error page. What the server has rendered is hydrated in a task of its own.
 */
export async function usePageLoad(key: string, load: () => Promise<unknown>) {
  const { isHydrating } = useNuxtApp()
  const session = useSessionStore()
  const pause = useLoadPause()
  const { currentRoute } = useRouter()
  const goal = currentRoute.value.fullPath

  async function attempt(failures = 0): Promise<unknown> {
    try {
      return await load()
    }
    catch (error) {
      if (import.meta.server || !isPassing(error)) throw error
      await pause(error, failures)
      return currentRoute.value.fullPath === goal ? attempt(failures + 1) : undefined
    }
  }

  await callOnce(key, async () => {
    try {
      await attempt()
    }
    catch (error) {
      if (import.meta.client && isCode(error, 'unauthenticated')) return session.ended()
      throw toPageError(error)
    }
  }, { mode: 'navigation' })
  if (import.meta.client && isHydrating) await nextTask()
}
