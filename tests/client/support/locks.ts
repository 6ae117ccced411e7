import { vi } from 'vitest'

interface Waiting {
  run: () => void
  signal?: AbortSignal
}

/** Web Locks as the specification has them, as far as we use them: one holder at a time, `signal` and `steal`. */
export class FakeLocks {
  #held = new Map<string, { steal: () => void }>()
  #queues = new Map<string, Waiting[]>()

  readonly request = async (name: string, ...rest: [LockOptions, () => Promise<unknown>]): Promise<unknown> => {
    const [options, work] = rest
    if (options.steal) this.#held.get(name)?.steal()
    else await this.#turn(name, options.signal ?? undefined)
    return new Promise((resolve, reject) => {
      const hold = { steal: () => reject(new DOMException('stolen', 'AbortError')) }
      this.#held.set(name, hold)
      const end = () => {
        if (this.#held.get(name) === hold) this.#next(name)
      }
      void Promise.resolve().then(work).then(resolve, reject).finally(end)
    })
  }

  isHeld(name: string) {
    return this.#held.has(name)
  }

  #turn(name: string, signal?: AbortSignal): Promise<void> {
    if (!this.#held.has(name)) {
      this.#held.set(name, { steal: () => {} })
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const waiting = { run: resolve, signal }
      this.#queues.set(name, [...this.#queues.get(name) ?? [], waiting])
      signal?.addEventListener('abort', () => {
        this.#queues.set(name, (this.#queues.get(name) ?? []).filter(one => one !== waiting))
        reject(signal.reason as Error)
      })
    })
  }

  #next(name: string) {
    const next = this.#queues.get(name)?.shift()
    if (next) next.run()
    else this.#held.delete(name)
  }
}

/** This browser has Web Locks; all tabs of a test share them. */
export function fakeLocks(): FakeLocks {
  const locks = new FakeLocks()
  Object.defineProperty(navigator, 'locks', { value: locks, configurable: true })
  return locks
}

/** As on plain http in a local network. */
export function noLocks() {
  vi.stubGlobal('navigator', new Proxy(navigator, { has: (target, key) => key !== 'locks' && key in target }))
}

/** The channel between the tabs of one browser; a tab does not hear itself. */
export function fakeChannels() {
  const channels = new Set<FakeChannel>()
  class FakeChannel {
    onmessage: ((event: { data: unknown }) => void) | null = null
    constructor(readonly name: string) {
      channels.add(this)
    }

    postMessage(data: unknown) {
      const copy = structuredClone(data)
      const others = [...channels].filter(other => other !== this && other.name === this.name)
      for (const other of others) queueMicrotask(() => other.onmessage?.({ data: copy }))
    }

    close() {
      channels.delete(this)
    }
  }
  vi.stubGlobal('BroadcastChannel', FakeChannel)
}
