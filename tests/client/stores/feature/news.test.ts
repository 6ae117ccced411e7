import { beforeEach, expect, test, vi } from 'vitest'
import type { FeatureNews } from '#shared/protocol/feature'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const newsOf = (key: string, seen = false): FeatureNews =>
  ({ key, title: `About ${key}`, body: 'It is there.', since: '2026-01-02T03:04:05.678Z', seen })

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers()
  server = openClient().server
  server.on('GET /api/account/presence', () => ({ presence: { status: 'auto', text: '', hidden: false } }))
  server.on('GET /api/features/news', () => ({ news: [newsOf('newest'), newsOf('older'), newsOf('oldest', true)] }))
  for (const key of ['newest', 'older']) server.on(`PUT /api/features/news/${key}`, () => null)
})

test('what turned on is announced, the older first, and counts as seen', async () => {
  const news = useNewsStore()
  news.changed(7)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(news.card?.key).toBe('older')
  expect(server.requestsOf('PUT /api/features/news/older')).toHaveLength(1)
  expect(news.list.map(({ seen }) => seen)).toEqual([false, true, true])
})

test('one card at a time, until it is closed', async () => {
  const news = useNewsStore()
  news.changed(7)
  await vi.advanceTimersByTimeAsync(3_000)
  news.offer()
  expect(news.card?.key).toBe('older')
  news.close()
  news.offer()
  expect(news.card?.key).toBe('newest')
})

test('nothing is asked for while the features are the same', async () => {
  const news = useNewsStore()
  for (const version of [7, 7, 7]) news.changed(version)
  await vi.advanceTimersByTimeAsync(3_000)
  news.changed(7)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(server.requestsOf('GET /api/features/news')).toHaveLength(1)
})

test('who does not want to be disturbed sees none, and they stay unseen', async () => {
  server.on('GET /api/account/presence', () => ({ presence: { status: 'dnd', text: '', hidden: false } }))
  const news = useNewsStore()
  news.changed(7)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(news.card).toBeUndefined()
  expect(news.list.map(({ seen }) => seen)).toEqual([false, false, true])
})

test('the open list has been seen', async () => {
  const news = useNewsStore()
  await news.load()
  await news.seeAll()
  expect(news.list.every(({ seen }) => seen)).toBe(true)
  expect(server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(2)
})

test('a server that is away is asked again with the next change', async () => {
  server.on('GET /api/features/news', () => {
    throw problem('unavailable', 503)
  })
  const news = useNewsStore()
  news.changed(7)
  await vi.advanceTimersByTimeAsync(3_000)
  expect(news.card).toBeUndefined()
})
