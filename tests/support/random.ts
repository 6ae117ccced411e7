import { randomBytes } from 'node:crypto'

/** A repeatable source of numbers in [0, 1): mulberry32 (Tommy Ettinger). A failing test prints its seed. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6D2B79F5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One of `items`; throws when there is none. */
export function pick<T>(random: () => number, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new Error('nothing to pick from')
  return item
}

/** `base` with a tail that no other test has. */
export function unique(base: string): string {
  return `${base}_${randomBytes(5).toString('hex')}`
}
