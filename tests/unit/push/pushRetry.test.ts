import { expect, test } from 'vitest'
import { delayOf, readRetryAfter } from '../../../server/services/push/backoff.ts'

test('each attempt waits twice as long as the one before, up to ten minutes', () => {
  const delays = Array.from({ length: 12 }, (_, n) => delayOf(n + 1, 0, 0.5))
  expect(delays.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000])
  expect(delays.at(-1)).toBe(600_000)
})

test('they do not come back together', () => {
  expect(delayOf(1, 0, 0)).toBe(1500)
  expect(delayOf(1, 0, 1)).toBe(2500)
})

test('a service says how long it wants to be left alone, for an hour at most', () => {
  expect(delayOf(1, 30_000, 0.5)).toBe(30_000)
  expect(delayOf(8, 1000, 0.5)).toBe(256_000)
  expect(delayOf(1, 86_400_000, 0.5)).toBe(3_600_000)
})

test.each([
  ['120', 120_000],
  ['Sun, 22 Nov 2026 04:00:30 GMT', 30_000],
  ['Sun, 22 Nov 2026 03:00:00 GMT', 0],
  ['soon', 0],
  ['', 0],
  [undefined, 0],
])('Retry-After: %s', (text, ms) => {
  expect(readRetryAfter(text, Date.UTC(2026, 10, 22, 4))).toBe(ms)
})
