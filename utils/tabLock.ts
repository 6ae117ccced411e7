const patienceMs = 20_000
const patienceOver = 'no tab lock in time'

/** Web Locks exist in secure contexts only: not on plain http in a local network. */
export function hasTabLocks(): boolean {
  return typeof navigator !== 'undefined' && 'locks' in navigator
}

/**
 * Runs `work` while no other tab of this browser runs work of the same name; a tab that crashes gives way at once. One
 * that is frozen with the lock would block everybody: the tab that is being looked at does not wait for it longer than
 * 20 s. Without Web Locks the work just runs; sending twice under one client id is idempotent.
 */
export async function withTabLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!hasTabLocks()) return work()
  let started = false
  const begin = () => {
    started = true
    return work()
  }
  for (let steal = false; ;) {
    try {
      return await request(name, steal, begin)
    }
    catch (error) {
      // A browser that blocks storage refuses locks too.
      if (!isAbort(error) && !started) return work()
      if (!isAbort(error)) throw error
      // Otherwise our own lock was stolen: its new holder continues, and we queue again for what is left.
      steal = error.message === patienceOver && document.visibilityState === 'visible'
    }
  }
}

function request<T>(name: string, steal: boolean, work: () => Promise<T>): Promise<T> {
  if (steal) return navigator.locks.request(name, { steal }, work) as Promise<T>
  const waiting = new AbortController()
  const timer = setTimeout(() => waiting.abort(new DOMException(patienceOver, 'AbortError')), patienceMs)
  return navigator.locks.request(name, { signal: waiting.signal }, () => {
    clearTimeout(timer)
    return work()
  }) as Promise<T>
}

function isAbort(error: unknown): error is DOMException {
  return error instanceof DOMException && error.name === 'AbortError'
}
