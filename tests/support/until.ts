import { setTimeout as sleep } from 'node:timers/promises'

/** Polls until `check` answers something truthy and returns it; fails with `what` after `timeout` ms. */
export async function until<T>(what: string, check: () => Promise<T> | T, timeout = 20_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeout
  for (;;) {
    const answer = await check()
    if (answer) return answer
    if (performance.now() > deadline) throw new Error(`waited ${timeout} ms for: ${what}`)
    await sleep(10)
  }
}

/** `promise`, or a failure that says what was waited for. */
export async function within<T>(timeout: number, what: string, promise: Promise<T>): Promise<T> {
  const timer = new AbortController()
  const late = sleep(timeout, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`waited ${timeout} ms for: ${what}`)
  })
  late.catch(() => {})
  try {
    return await Promise.race([promise, late])
  }
  finally {
    timer.abort()
  }
}
