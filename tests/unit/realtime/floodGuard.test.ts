import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { budgetOf, FloodGuard, forgetIdleBudgets } from '../../../server/realtime/floodGuard.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const times = (count: number, work: () => unknown) => Array.from({ length: count }, work)

test('a person may send 300 commands at once and 30 a second after that', () => {
  const guard = new FloodGuard()
  expect(times(300, () => guard.take().ok)).not.toContain(false)
  expect(guard.take()).toEqual({ ok: false, retryAfter: 1, hopeless: false })
  vi.advanceTimersByTime(1_000)
  expect(times(30, () => guard.take().ok)).not.toContain(false)
  expect(guard.take().ok).toBe(false)
})

test('a command may cost more than one', () => {
  const guard = new FloodGuard()
  expect(guard.take(300).ok).toBe(true)
  expect(guard.take(60)).toMatchObject({ ok: false, retryAfter: 2 })
})

test('whoever goes on after 300 refusals is hopeless, until some time has passed', () => {
  const guard = new FloodGuard()
  guard.take(300)
  expect(times(300, () => guard.take())).not.toContainEqual(expect.objectContaining({ hopeless: true }))
  expect(guard.take()).toMatchObject({ hopeless: true })
  vi.advanceTimersByTime(1_000)
  guard.take(30)
  expect(guard.take()).toMatchObject({ ok: false, hopeless: false })
})

/** What becomes of commands that come at an even pace. */
function paced(perSecond: number, seconds: number) {
  const guard = new FloodGuard()
  return times(perSecond * seconds, () => {
    vi.advanceTimersByTime(1_000 / perSecond)
    return guard.take()
  })
}

test('a flood is hopeless also where the machine is slow and allows a command now and then', () => {
  expect(paced(1_000, 1)).toContainEqual(expect.objectContaining({ hopeless: true }))
  expect(paced(100, 15)).toContainEqual(expect.objectContaining({ hopeless: true }))
})

test('who sends a little too much for long is told to wait, and never closed', () => {
  const taken = paced(50, 120)
  expect(taken).toContainEqual(expect.objectContaining({ ok: false }))
  expect(taken).not.toContainEqual(expect.objectContaining({ hopeless: true }))
})

test('a new socket does not fill the budget of its person', () => {
  budgetOf(1).take(300)
  expect(budgetOf(1).take().ok).toBe(false)
  expect(budgetOf(2).take().ok).toBe(true)
})

test('a budget is forgotten when it is full again and nobody uses it', () => {
  const guard = budgetOf(3)
  guard.take()
  forgetIdleBudgets(() => false)
  expect(budgetOf(3)).toBe(guard)
  vi.advanceTimersByTime(1_000)
  forgetIdleBudgets(userId => userId === 3)
  expect(budgetOf(3)).toBe(guard)
  forgetIdleBudgets(() => false)
  expect(budgetOf(3)).not.toBe(guard)
})

test('a budget is not forgotten while its refusals count', () => {
  const guard = budgetOf(4, 'customer')
  times(200, () => guard.take())
  vi.advanceTimersByTime(15_000)
  forgetIdleBudgets(() => false)
  expect(budgetOf(4)).toBe(guard)
  vi.advanceTimersByTime(15_000)
  forgetIdleBudgets(() => false)
  expect(budgetOf(4)).not.toBe(guard)
})
