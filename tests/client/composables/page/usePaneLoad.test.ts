import { flushPromises } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '~/utils/api'
import { openClient } from '../../support/client'
import { showError } from '../../support/nuxt'
import { withSetup } from '../../support/within'

const load = vi.fn(async (): Promise<unknown> => undefined)
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  openClient()
  load.mockReset().mockResolvedValue(undefined)
})

async function pane(isHere = () => false) {
  const { result, unmount } = withSetup(() => usePaneLoad('room:1', load, isHere))
  return { ...await result, unmount }
}

test('what is here already is shown, and nothing is asked', async () => {
  const { state } = await pane(() => true)
  expect(state.value).toBe('ready')
  expect(load).not.toHaveBeenCalled()
})

test('else the pane is there at once, and its content follows', async () => {
  let answer = () => {}
  load.mockReturnValue(new Promise<void>(resolve => answer = resolve))
  const { state } = await pane()
  expect(state.value).toBe('loading')
  answer()
  await flushPromises()
  expect(state.value).toBe('ready')
})

test('what passes by itself is told, tried again, and forgotten when it works', async () => {
  load.mockRejectedValueOnce(new ApiError('unavailable'))
  const { state, error } = await pane()
  await flushPromises()
  expect(state.value).toBe('failed')
  expect(error.value).not.toBe('')
  await pass(60_000)
  expect(state.value).toBe('ready')
  expect(error.value).toBe('')
  expect(load).toHaveBeenCalledTimes(2)
})

test('a person who does not want to wait tries at once, and the older try is dropped', async () => {
  load.mockRejectedValueOnce(new ApiError('unavailable'))
  const { state, retry } = await pane()
  await flushPromises()
  retry()
  await flushPromises()
  expect(state.value).toBe('ready')
  await pass(60_000)
  expect(load).toHaveBeenCalledTimes(2)
})

test('what does not pass is a page of its own', async () => {
  load.mockRejectedValue(new ApiError('not_found', 404))
  await pane()
  await flushPromises()
  expect(showError).toHaveBeenCalledTimes(1)
})

test('a pane that was left tries nothing more', async () => {
  load.mockRejectedValue(new ApiError('unavailable'))
  const { unmount } = await pane()
  await flushPromises()
  unmount()
  await pass(120_000)
  expect(load).toHaveBeenCalledTimes(1)
})
