import { expect, test } from 'vitest'
import { backoffMs, retryAfterMs } from '../../utils/backoff.ts'

test('each failure doubles the wait, up to half a minute, and at least half of it is always waited', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 1_000].map(failures => backoffMs(failures, 1))).toEqual([
    1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000,
  ])
  expect([0, 1, 2, 3, 4, 5, 6, 1_000].map(failures => backoffMs(failures, 0))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
  ])
})

test('what the server asks for is never cut short, and bounded', () => {
  expect(retryAfterMs(7, 0)).toBe(7_000)
  expect(retryAfterMs(7, 1)).toBe(8_000)
  expect(retryAfterMs(-3, 0)).toBe(0)
  expect(retryAfterMs(1e9, 0)).toBe(3_600_000)
})
