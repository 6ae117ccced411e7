import { expect, onTestFinished, test, vi } from 'vitest'

test('a chain of tasks lets timers, the network and the buttons of the browser in every 100 ms', async () => {
  const yielded = vi.fn(() => Promise.resolve())
  vi.stubGlobal('scheduler', { yield: yielded })
  const now = vi.spyOn(performance, 'now')
  onTestFinished(() => now.mockRestore())
  vi.resetModules()
  const { nextTask } = await import('~/utils/nextTask')
  const yieldsAt = async (ms: number) => {
    now.mockReturnValue(ms)
    yielded.mockClear()
    await nextTask()
    return yielded.mock.calls.length === 1
  }
  expect([
    await yieldsAt(0), await yieldsAt(30), await yieldsAt(99), await yieldsAt(100), await yieldsAt(150),
    await yieldsAt(200),
  ]).toEqual([false, true, true, false, true, false])
})
