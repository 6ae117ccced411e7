import { backoffMs } from '~/utils/backoff'

/** `later` was not accepted for now and is tried again; `done` needs nothing more, whatever came of it. */
export type Outcome = { kind: 'done' } | { kind: 'later', afterMs?: number }

export interface SenderPort<M> {
  /** The message that is next. */
  next: () => Promise<M | undefined>
  deliver: (message: M) => Promise<Outcome>
  /** Runs the work while no other tab does the same. */
  withLock: <T>(work: () => Promise<T>) => Promise<T>
  /** An attempt failed: nobody tries again before so many milliseconds. */
  paused: (ms: number) => void
}

/**
 * Sends what waits in one room, one message at a time: a passing failure can then never let a later message overtake an
 * earlier one. It waits longer after each failure and never gives up.
 */
export class RoomSender<M> {
  #running = false
  #again = false
  #stopped = false
  #failures = 0
  #pause: ReturnType<typeof setTimeout> | undefined
  readonly #port: SenderPort<M>

  constructor(port: SenderPort<M>) {
    this.#port = port
  }

  /** There may be something to send. */
  wake() {
    this.#again = true
    if (!this.#running) void this.#run()
  }

  /** Whatever was in the way may be gone: does not wait any longer. */
  hurry() {
    this.#failures = 0
    this.#resume()
    this.wake()
  }

  pause(ms: number) {
    this.#resume()
    this.#pause = setTimeout(() => {
      this.#resume()
      this.wake()
    }, ms)
  }

  stop() {
    this.#stopped = true
    this.#resume()
  }

  #resume() {
    clearTimeout(this.#pause)
    this.#pause = undefined
  }

  async #run() {
    this.#running = true
    try {
      while (this.#again) {
        this.#again = false
        while (await this.#step());
      }
    }
    finally {
      this.#running = false
    }
  }

  get #resting() {
    return this.#stopped || this.#pause !== undefined
  }

  async #step(): Promise<boolean> {
    if (this.#resting) return false
    const outcome = await this.#port.withLock(async () => {
      // Waiting for the lock may have taken long, and another tab may have met a failure in the meantime.
      const message = this.#resting ? undefined : await this.#port.next()
      return message === undefined || this.#resting ? undefined : this.#port.deliver(message)
    })
    if (!outcome) return false
    if (outcome.kind === 'done') {
      this.#failures = 0
      return true
    }
    const ms = outcome.afterMs ?? backoffMs(this.#failures++)
    this.pause(ms)
    this.#port.paused(ms)
    return false
  }
}
