import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Outcome } from '../../utils/roomSender.ts'
import { RoomSender } from '../../utils/roomSender.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A room with messages that wait, and answers as they are given. */
function room(waiting: string[], answers: Record<string, Outcome[]> = {}) {
  const tried: string[] = []
  const pauses: number[] = []
  const sender = new RoomSender<string>({
    next: () => Promise.resolve(waiting[0]),
    deliver: (message) => {
      tried.push(message)
      const outcome = answers[message]?.shift() ?? { kind: 'done' }
      if (outcome.kind === 'done') waiting.shift()
      return Promise.resolve(outcome)
    },
    withLock: work => work(),
    paused: ms => void pauses.push(ms),
  })
  return { sender, tried, pauses, waiting }
}

const settle = () => vi.advanceTimersByTimeAsync(0)

test('what waits goes out one by one, in order', async () => {
  const { sender, tried } = room(['a', 'b', 'c'])
  sender.wake()
  await settle()
  expect(tried).toEqual(['a', 'b', 'c'])
})

test('a passing failure holds up the room, so that nothing overtakes, and is never given up', async () => {
  const { sender, tried, pauses } = room(['a', 'b'], { a: Array.from({ length: 12 }, () => ({ kind: 'later' })) })
  sender.wake()
  await vi.advanceTimersByTimeAsync(60 * 60_000)
  expect(tried).toEqual([...Array.from({ length: 13 }, () => 'a'), 'b'])
  expect(pauses.length).toBe(12)
  expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000)
})

test('what the server asks to wait is waited', async () => {
  const { sender, tried } = room(['a'], { a: [{ kind: 'later', afterMs: 9_000 }] })
  sender.wake()
  await vi.advanceTimersByTimeAsync(8_999)
  sender.wake()
  await settle()
  expect(tried).toEqual(['a'])
  await vi.advanceTimersByTimeAsync(1)
  expect(tried).toEqual(['a', 'a'])
})

test('a free way ends the waiting at once', async () => {
  const { sender, tried } = room(['a'], { a: [{ kind: 'later', afterMs: 60_000 }] })
  sender.wake()
  await settle()
  sender.hurry()
  await settle()
  expect(tried).toEqual(['a', 'a'])
})

test('a pause that another tab met holds for this one too', async () => {
  const { sender, tried } = room(['a'])
  sender.pause(5_000)
  sender.wake()
  await vi.advanceTimersByTimeAsync(4_999)
  expect(tried).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect(tried).toEqual(['a'])
})

test('stopped while it waits for the lock, it sends nothing', async () => {
  const tried: string[] = []
  let begin = () => {}
  const sender = new RoomSender<string>({
    next: () => Promise.resolve('a'),
    deliver: (message) => {
      tried.push(message)
      return Promise.resolve({ kind: 'done' })
    },
    withLock: async (work) => {
      await new Promise<void>((resolve) => {
        begin = resolve
      })
      return work()
    },
    paused: () => {},
  })
  sender.wake()
  sender.stop()
  begin()
  await settle()
  expect(tried).toEqual([])
})
