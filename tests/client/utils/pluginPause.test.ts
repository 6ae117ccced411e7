import { expect, onTestFinished, test, vi } from 'vitest'

/** Whether what follows runs in another task than what stood before. */
async function pauses(pause: () => Promise<void>): Promise<boolean> {
  let isOver = false
  const done = pause().then(() => {
    isOver = true
  })
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  const waits = !isOver
  await done
  return waits
}

test.each([
  ['of the browser', { yield: () => new Promise<void>(resolve => setTimeout(resolve)) }],
  ['by a message', undefined],
])('a plugin has a task of its own where those before it have taken their share: %s', async (_, scheduler) => {
  vi.stubGlobal('scheduler', scheduler)
  const now = vi.spyOn(performance, 'now')
  onTestFinished(() => now.mockRestore())
  vi.resetModules()
  const { pluginPause } = await import('~/utils/pluginPause')
  now.mockReturnValue(400)
  expect(await pauses(pluginPause), 'scripts were evaluated before').toBe(true)
  now.mockReturnValue(407)
  expect(await pauses(pluginPause)).toBe(false)
  now.mockReturnValue(409)
  expect(await pauses(pluginPause)).toBe(true)
  expect(await pauses(pluginPause)).toBe(false)
})
