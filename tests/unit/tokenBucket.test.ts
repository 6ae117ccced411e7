import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { TokenBucket } from '../../server/core/tokenBucket.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('a burst is allowed, one more is not, and says when to come back', () => {
  const bucket = new TokenBucket(3, 2)
  expect([1, 2, 3].map(() => bucket.take().ok)).toEqual([true, true, true])
  expect(bucket.take()).toEqual({ ok: false, retryAfter: 1 })
})

test('it fills again at its rate and never beyond its size', () => {
  const bucket = new TokenBucket(3, 2)
  for (let n = 0; n < 3; n++) bucket.take()
  expect(bucket.isFull).toBe(false)
  vi.advanceTimersByTime(500)
  expect(bucket.take().ok).toBe(true)
  expect(bucket.take().ok).toBe(false)
  vi.advanceTimersByTime(60_000)
  expect(bucket.isFull).toBe(true)
  expect([1, 2, 3, 4].map(() => bucket.take().ok)).toEqual([true, true, true, false])
})
