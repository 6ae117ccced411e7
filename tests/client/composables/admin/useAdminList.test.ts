import { flushPromises } from '@vue/test-utils'
import { reactive } from 'vue'
import { beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '~/utils/api'
import { openClient } from '../../support/client'
import { goTo, navigateTo } from '../../support/nuxt'
import { withSetup } from '../../support/within'

const store = reactive({
  items: ['ada'], pending: false, cursor: undefined as string | undefined,
  load: vi.fn(async (_query: Record<string, string | undefined>) => {}),
  more: vi.fn(async () => {}),
})

beforeEach(() => {
  openClient()
  store.cursor = undefined
  store.load.mockReset().mockResolvedValue()
  store.more.mockReset().mockResolvedValue()
  goTo('/admin/people?query=gr&role=admin&other=1')
})

const open = () => withSetup(() => useAdminList('people', store, ['query', 'role', 'state'])).result

test('the first page is loaded by the filters of the address, and by no other part of it', async () => {
  const { ready, filters } = open()
  await ready
  expect(filters.value).toEqual({ query: 'gr', role: 'admin', state: undefined })
  expect(store.load.mock.calls).toEqual([[filters.value]])
})

test('a filter goes into the address and leaves the rest; an empty one goes out of it', async () => {
  const { filter } = open()
  await filter({ role: undefined, query: '', state: 'muted' })
  expect(navigateTo).toHaveBeenCalledWith(
    { path: '/admin/people', query: { other: '1', state: 'muted' } },
    { replace: true },
  )
})

test('Back to other filters loads again, another address part does not', async () => {
  await open().ready
  goTo('/admin/people?query=gr&role=admin&other=2')
  await flushPromises()
  expect(store.load).toHaveBeenCalledTimes(1)
  goTo('/admin/people?query=ada')
  await flushPromises()
  expect(store.load).toHaveBeenLastCalledWith({ query: 'ada', role: undefined, state: undefined })
})

test('what the table shows follows the store', () => {
  const { list } = open()
  expect(list.value).toMatchObject({ items: ['ada'], pending: false, error: '', hasMore: false })
  store.cursor = 'next'
  expect(list.value.hasMore).toBe(true)
})

test('a page that cannot be had is told, and can be asked for again', async () => {
  const { list } = open()
  store.more.mockRejectedValueOnce(new ApiError('unavailable'))
  await list.value.onMore()
  expect(list.value.error).not.toBe('')
  await list.value.onRetry()
  expect(list.value.error).toBe('')
})
