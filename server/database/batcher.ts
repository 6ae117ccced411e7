interface Waiting<V> {
  resolve: (value: V | undefined) => void
  reject: (error: unknown) => void
}

/**
 * Gathers look-ups by key into one query: when idle the first goes in the same turn of the event loop, what comes while
 * a query is under way goes together with the next. A thousand sockets that come back at once cost a handful of
 * queries. Nothing is remembered: every answer was read after its question was asked.
 */
export function createBatcher<K, V>(
  load: (keys: K[]) => Promise<Map<K, V>>, atOnce = 500,
): (key: K) => Promise<V | undefined> {
  let waiting = new Map<K, Waiting<V>[]>()
  let running = false

  async function run(): Promise<void> {
    await new Promise(resolve => setImmediate(resolve))
    while (waiting.size > 0) {
      const batch = [...waiting].slice(0, atOnce)
      waiting = new Map([...waiting].slice(atOnce))
      await answer(batch)
    }
    running = false
  }

  async function answer(batch: [K, Waiting<V>[]][]): Promise<void> {
    try {
      const found = await load(batch.map(([key]) => key))
      for (const [key, askers] of batch) for (const asker of askers) asker.resolve(found.get(key))
    }
    catch (error) {
      for (const [, askers] of batch) for (const asker of askers) asker.reject(error)
    }
  }

  return key => new Promise((resolve, reject) => {
    const same = waiting.get(key)
    if (same) same.push({ resolve, reject })
    else waiting.set(key, [{ resolve, reject }])
    if (running) return
    running = true
    void run()
  })
}
