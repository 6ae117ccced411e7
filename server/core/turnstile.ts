import { rootCause } from './rootCause'
import { AppError } from './errors'

interface Width {
  /** Works that run at the same time. */
  atOnce: number
  /** Who would wait for longer is sent away. */
  patienceMs: number
}

interface Waiting {
  enter: () => void
  refuse: (error: AppError) => void
}

/** The weight of the newest in the average. */
const newest = 0.1
/** What the first few are taken for. */
const firstGuessMs = 20

/**
 * Lets so many works in at once and makes the others wait in a row, as long as they will be let in within the patience by what a work
 * took lately; whoever comes after that is `rate_limited` at once, with the seconds until the row is gone. When a work meets
 * something that is `unavailable`, so is it for all who wait: each would meet it too, one after the other.
 */
export class Turnstile {
  readonly #width: Width
  readonly #row: Waiting[] = []
  #running = 0
  #averageMs = firstGuessMs

  constructor(width: Width) {
    this.#width = width
  }

  /** Nobody is in it or waits for it. */
  get isIdle(): boolean {
    return this.#running === 0
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    const start = performance.now()
    try {
      return await work()
    }
    catch (error) {
      const cause = rootCause(error)
      if (cause instanceof AppError && cause.code === 'unavailable') for (const waiting of this.#row.splice(0)) waiting.refuse(cause)
      throw error
    }
    finally {
      this.#averageMs += (performance.now() - start - this.#averageMs) * newest
      this.#leave()
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.#width.atOnce) {
      this.#running++
      return
    }
    const waitMs = (this.#row.length + 1) * this.#averageMs / this.#width.atOnce
    if (waitMs > this.#width.patienceMs) throw tooMany(waitMs)
    await this.#wait()
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#row.splice(this.#row.indexOf(waiting), 1)
        reject(tooMany(this.#width.patienceMs))
      }, this.#width.patienceMs)
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
      this.#row.push(waiting)
    })
  }

  /** The place goes to the next of the row, so that nobody slips in between. */
  #leave(): void {
    const next = this.#row.shift()
    if (next) next.enter()
    else this.#running--
  }
}

function tooMany(waitMs: number): AppError {
  return new AppError('rate_limited', { retryAfter: Math.ceil(waitMs / 1000) })
}
