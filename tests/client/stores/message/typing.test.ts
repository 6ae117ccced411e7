import { beforeEach, expect, test, vi } from 'vitest'
import { openClient } from '../../support/client'

beforeEach(() => {
  vi.useFakeTimers()
  openClient()
})

test('who is typing is shown for six seconds after their last key', () => {
  const typing = useTypingStore()
  typing.started(1, 2)
  vi.advanceTimersByTime(5_000)
  typing.started(1, 2)
  vi.advanceTimersByTime(5_999)
  expect(typing.byRoom[1]).toEqual([2])
  vi.advanceTimersByTime(1)
  expect(typing.byRoom[1]).toEqual([])
})
