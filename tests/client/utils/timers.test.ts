import { beforeEach, expect, test, vi } from 'vitest'

beforeEach(() => void vi.useFakeTimers())

test('a timer that is started again waits anew, and runs once', () => {
  const [timers, work] = [createTimers(), vi.fn()]
  timers.start('a', 100, work)
  vi.advanceTimersByTime(99)
  timers.start('a', 100, work)
  vi.advanceTimersByTime(99)
  expect(work).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1_000)
  expect(work).toHaveBeenCalledOnce()
})

test('a timer that is started once keeps its time, and can be started again when it has run', () => {
  const [timers, work] = [createTimers(), vi.fn()]
  timers.startOnce('a', 100, work)
  vi.advanceTimersByTime(99)
  timers.startOnce('a', 100, work)
  vi.advanceTimersByTime(1)
  expect(work).toHaveBeenCalledOnce()
  timers.startOnce('a', 100, work)
  vi.advanceTimersByTime(100)
  expect(work).toHaveBeenCalledTimes(2)
})

test('each name has its own timer, and all can be stopped', () => {
  const [timers, a, b] = [createTimers(), vi.fn(), vi.fn()]
  timers.start('a', 100, a)
  timers.start('b', 100, b)
  timers.stop('a')
  vi.advanceTimersByTime(100)
  expect([a.mock.calls.length, b.mock.calls.length]).toEqual([0, 1])
  timers.start('a', 100, a)
  timers.start('b', 100, b)
  timers.stopAll()
  vi.advanceTimersByTime(100)
  expect([a.mock.calls.length, b.mock.calls.length]).toEqual([0, 1])
})

test('a deadline answers what the work answers, or fails when that takes longer', async () => {
  await expect(within(100, Promise.resolve('done'))).resolves.toBe('done')
  await expect(within(100, Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  const late = within(100, new Promise(() => {}))
  const failure = expect(late).rejects.toThrow('no answer within 100 ms')
  await vi.advanceTimersByTimeAsync(100)
  await failure
  expect(vi.getTimerCount()).toBe(0)
})
