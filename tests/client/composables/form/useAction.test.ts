import { beforeEach, expect, test } from 'vitest'
import { ApiError } from '~/utils/api'
import { openClient } from '../../support/client'
import { withSetup } from '../../support/within'

beforeEach(() => void openClient())

const action = (initialError?: string) => withSetup(() => useAction(initialError)).result

test('an action is pending until it is done, and starting it twice does nothing more', async () => {
  const { pending, run } = action()
  let finish = () => {}
  let started = 0
  const work = () => new Promise<void>((resolve) => {
    started++
    finish = resolve
  })
  const first = run(work)
  expect(pending.value).toBe(true)
  expect(await run(work)).toBe(false)
  finish()
  expect(await first).toBe(true)
  expect(started).toBe(1)
  expect(pending.value).toBe(false)
})

test('what the server refuses becomes a sentence, which the next try takes away', async () => {
  const { error, run } = action('refused before')
  expect(error.value).toBe('refused before')
  expect(await run(() => Promise.reject(new ApiError('forbidden')))).toBe(false)
  expect(error.value).not.toBe('')
  expect(error.value).not.toBe('refused before')
  expect(await run(() => Promise.resolve())).toBe(true)
  expect(error.value).toBe('')
})

test('a fault of ours is told, and thrown on', async () => {
  const { error, pending, run } = action()
  await expect(run(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
  expect(error.value).not.toBe('')
  expect(pending.value).toBe(false)
})
