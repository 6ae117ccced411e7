import { beforeEach, expect, test, vi } from 'vitest'
import { hasTabLocks, withTabLock } from '~/utils/tabLock'
import type { FakeLocks } from '../support/locks'
import { fakeLocks, noLocks } from '../support/locks'

let locks: FakeLocks

beforeEach(() => {
  vi.useFakeTimers()
  locks = fakeLocks()
})

const tick = () => vi.advanceTimersByTimeAsync(0)
const never = () => new Promise<string>(() => {})

test('work of one name runs one after the other', async () => {
  const order: string[] = []
  const work = (name: string) => async () => {
    order.push(`${name} begins`)
    await Promise.resolve()
    order.push(`${name} ends`)
  }
  await Promise.all([withTabLock('room', work('first')), withTabLock('room', work('second'))])
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
  expect(locks.isHeld('room')).toBe(false)
})

test('work of another name does not wait', async () => {
  void withTabLock('room', never).catch(() => {})
  await expect(withTabLock('other', () => Promise.resolve('done'))).resolves.toBe('done')
})

test('a failure of the work is the caller\'s, and gives the lock back', async () => {
  await expect(withTabLock('room', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await expect(withTabLock('room', () => Promise.resolve('next'))).resolves.toBe('next')
})

test('a tab that is looked at takes the lock from one that is frozen, after 20 seconds', async () => {
  void withTabLock('room', never).catch(() => {})
  await tick()
  const work = vi.fn(() => Promise.resolve('mine'))
  const mine = withTabLock('room', work)
  await vi.advanceTimersByTimeAsync(19_999)
  expect(work).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(1)
  await expect(mine).resolves.toBe('mine')
})

test('a tab that nobody looks at goes on waiting', async () => {
  const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
  void withTabLock('room', never).catch(() => {})
  await tick()
  const work = vi.fn(() => Promise.resolve('mine'))
  void withTabLock('room', work)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(work).not.toHaveBeenCalled()
  visibility.mockRestore()
})

test('who lost the lock queues again for what is left', async () => {
  const runs = vi.fn().mockImplementationOnce(never).mockResolvedValueOnce('rest')
  const first = withTabLock('room', runs as () => Promise<string>)
  await tick()
  const second = withTabLock('room', () => Promise.resolve('stolen'))
  await vi.advanceTimersByTimeAsync(20_000)
  await expect(second).resolves.toBe('stolen')
  await expect(first).resolves.toBe('rest')
})

test('without Web Locks, or where they are refused, the work just runs', async () => {
  vi.spyOn(locks, 'request').mockRejectedValue(new DOMException('no', 'SecurityError'))
  await expect(withTabLock('room', () => Promise.resolve('done'))).resolves.toBe('done')
  noLocks()
  expect(hasTabLocks()).toBe(false)
  await expect(withTabLock('room', () => Promise.resolve('done'))).resolves.toBe('done')
})
