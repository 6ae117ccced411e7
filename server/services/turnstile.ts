import { AppError } from '../errors'

interface Width {
  /** Works that run at the same time. */
  atOnce: number
  /** Who would wait for longer is sent away. */
  patienceMs: number
}

/** The weight of the newest in the average. */
const newest = 0.1
/** What the first few are taken for. */
const firstGuessMs = 20

/**
 * Lets so many works in at once and makes the others wait in a row, as long as they will be let in within the patience by what a work
 * took lately; whoever comes after that is `rate_limited` at once, with the seconds until the row is gone.
 */
export class Turnstile {
  readonly #width: Width
  readonly #row: (() => void)[] = []
  #running = 0
  #averageMs = firstGuessMs

  constructor(width: Width) {
    this.#width = width
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    const start = performance.now()
    try {
      return await work()
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
    if (waitMs > this.#width.patienceMs) throw new AppError('rate_limited', { retryAfter: Math.ceil(waitMs / 1000) })
    await new Promise<void>(resolve => this.#row.push(resolve))
  }

  /** The place goes to the next of the row, so that nobody slips in between. */
  #leave(): void {
    const next = this.#row.shift()
    if (next) next()
    else this.#running--
  }
}
