import { rootCause } from './rootCause'
import { AppError } from './errors'

interface Options {
  /** Tasks that run at the same time. */
  concurrency: number
  /** Tasks that would wait longer are refused. */
  maxWaitMs: number
}

interface Waiting {
  enter: () => void
  refuse: (error: AppError) => void
}

/** Weight of the newest duration in the moving average. */
const newestWeight = 0.1
/** The average before there is one. */
const firstGuessMs = 20

/**
 * Runs a bounded number of tasks at a time and queues the others, as long as the recent duration of a task says
 * that they will start within `maxWaitMs`. Later ones fail with `rate_limited` at once; `retryAfter` is the
 * time until the queue is empty. When a task fails with `unavailable`, so do all that wait: each would meet the
 * same, one after the other.
 */
export class ConcurrencyLimiter {
  readonly #options: Options
  readonly #queue: Waiting[] = []
  #running = 0
  #averageMs = firstGuessMs

  constructor(options: Options) {
    this.#options = options
  }

  /** No task runs or waits. */
  get isIdle(): boolean {
    return this.#running === 0
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#acquire()
    const start = performance.now()
    try {
      return await work()
    }
    catch (error) {
      const cause = rootCause(error)
      if (cause instanceof AppError && cause.code === 'unavailable') {
        for (const waiting of this.#queue.splice(0)) waiting.refuse(cause)
      }
      throw error
    }
    finally {
      this.#averageMs += (performance.now() - start - this.#averageMs) * newestWeight
      this.#release()
    }
  }

  async #acquire(): Promise<void> {
    if (this.#running < this.#options.concurrency) {
      this.#running++
      return
    }
    const waitMs = (this.#queue.length + 1) * this.#averageMs / this.#options.concurrency
    if (waitMs > this.#options.maxWaitMs) throw tooMany(waitMs)
    await this.#wait()
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#queue.splice(this.#queue.indexOf(waiting), 1)
        reject(tooMany(this.#options.maxWaitMs))
      }, this.#options.maxWaitMs)
      const waiting: Waiting = {
        enter: () => {
          clearTimeout(timer)
          resolve()
        },
        refuse: (error) => {
          clearTimeout(timer)
          reject(error)
        },
      }
      this.#queue.push(waiting)
    })
  }

  /** The slot goes to the first of the queue, so that no new task overtakes it. */
  #release(): void {
    const next = this.#queue.shift()
    if (next) next.enter()
    else this.#running--
  }
}

function tooMany(waitMs: number): AppError {
  return new AppError('rate_limited', { retryAfter: Math.ceil(waitMs / 1000) })
}
