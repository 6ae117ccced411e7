import { beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '~/utils/api'
import { openClient } from '../../support/client'
import { withSetup } from '../../support/within'

const answers = new Map<string, { resolve: () => void, reject: (cause: unknown) => void }>()
const asked = vi.fn((query: string) => new Promise<void>((resolve, reject) => answers.set(query, { resolve, reject })))
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  openClient()
  answers.clear()
})

const search = () => withSetup(() => useSearch(asked))

test('while somebody types nothing is asked; after a pause, the last text', async () => {
  const { later } = search().result
  later('g')
  await pass(200)
  later('gr')
  await pass(249)
  expect(asked).not.toHaveBeenCalled()
  await pass(1)
  expect(asked.mock.calls).toEqual([['gr']])
})

test('an answer that comes late does not end the wait for the latest one', async () => {
  const { start, pending } = search().result
  void start('first')
  void start('second')
  answers.get('first')?.resolve()
  await pass(0)
  expect(pending.value).toBe(true)
  answers.get('second')?.resolve()
  await pass(0)
  expect(pending.value).toBe(false)
})

test('only a failure of the latest question is told', async () => {
  const { start, error } = search().result
  void start('first')
  void start('second')
  answers.get('first')?.reject(new ApiError('unavailable'))
  answers.get('second')?.resolve()
  await pass(0)
  expect(error.value).toBe('')
  void start('third')
  answers.get('third')?.reject(new ApiError('unavailable'))
  await pass(0)
  expect(error.value).not.toBe('')
})

test('a page that is left asks nothing more', async () => {
  const { result, unmount } = search()
  result.later('grace')
  unmount()
  await pass(1_000)
  expect(asked).not.toHaveBeenCalled()
})
