export class DeadlineError extends Error {}

/**
 * `promise`, or a `DeadlineError` after `ms`. Timers run before anything that was received is read, so what came while
 * this process stood still would be too late unread: it gets as long again, at most `ms`.
 */
export function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const due = performance.now() + ms
    const giveUp = () => reject(new DeadlineError('deadline'))
    let timer = setTimeout(() => {
      timer = setTimeout(giveUp, Math.max(0, Math.min(performance.now() - due, ms)))
    }, ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
