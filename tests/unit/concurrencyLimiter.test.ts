import { setImmediate as turn } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { AppError } from '../../server/core/errors.ts'
import { ConcurrencyLimiter } from '../../server/core/concurrencyLimiter.ts'

function works() {
  const open: (() => void)[] = []
  let most = 0
  let running = 0
  const work = async () => {
    most = Math.max(most, ++running)
    await new Promise<void>(resolve => open.push(resolve))
    running--
  }
  const finish = async () => {
    open.shift()!()
    await turn()
  }
  return { open, work, finish, most: () => most }
}

test('so many run at once, the others in the order in which they came', async () => {
  const limiter = new ConcurrencyLimiter({ concurrency: 2, maxWaitMs: 60_000 })
  const { open, work, finish, most } = works()
  const done: number[] = []
  const all = Promise.all([0, 1, 2, 3, 4].map(n => limiter.run(work).then(() => done.push(n))))
  await turn()
  expect(open).toHaveLength(2)
  for (let n = 0; n < 5; n++) await finish()
  await all
  expect(done).toEqual([0, 1, 2, 3, 4])
  expect(most()).toBe(2)
})

test('who would wait for too long hears at once how many seconds, and the next after that is let in', async () => {
  // A pause of this process is no time that anybody has waited.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const limiter = new ConcurrencyLimiter({ concurrency: 1, maxWaitMs: 100 })
  const { work, finish } = works()
  const passed = Array.from({ length: 40 }, () =>
    limiter.run(work).then(
      () => undefined,
      (error: { code: string, retryAfter: number }) => error,
    ),
  )
  await turn()
  const refused = (await Promise.all(passed.map(promise => Promise.race([promise, turn(undefined)])))).filter(error =>
    error !== undefined,
  )
  expect(refused.length).toBeGreaterThan(20)
  expect(refused.length).toBeLessThan(40)
  expect(refused.every(error => error.code === 'rate_limited' && error.retryAfter >= 1)).toBe(true)
  for (let n = refused.length; n < 40; n++) await finish()
  const again = limiter.run(work)
  await turn()
  await finish()
  await again
})

test('when something is unavailable it is so for all who wait, and the next is let in', async () => {
  const limiter = new ConcurrencyLimiter({ concurrency: 1, maxWaitMs: 60_000 })
  let fail!: (error: Error) => void
  const first = limiter.run(() => new Promise((_, reject) => fail = reject))
  await turn()
  const others = [0, 1, 2].map(() => limiter.run(() => Promise.resolve()))
  fail(new AppError('unavailable'))
  for (const refused of [first, ...others]) await expect(refused).rejects.toMatchObject({ code: 'unavailable' })
  expect(limiter.isIdle).toBe(true)
  expect(await limiter.run(() => Promise.resolve(1))).toBe(1)
})

test('nobody waits for longer than the patience, however long the work before them takes', async () => {
  const limiter = new ConcurrencyLimiter({ concurrency: 1, maxWaitMs: 50 })
  const { work, finish } = works()
  const first = limiter.run(work)
  await expect(limiter.run(work)).rejects.toMatchObject({ code: 'rate_limited', retryAfter: 1 })
  await finish()
  await first
  expect(limiter.isIdle).toBe(true)
})

test('a work that fails gives its place to the next', async () => {
  const limiter = new ConcurrencyLimiter({ concurrency: 1, maxWaitMs: 1_000 })
  await expect(limiter.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await limiter.run(() => Promise.resolve(1))).toBe(1)
})
