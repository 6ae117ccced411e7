import { beforeEach, describe, expect, test } from 'vitest'
import { openClient } from '../../support/client'
import { eventOf, featureOf } from '../../support/features'
import type { FakeServer } from '../../support/transport'
import { noNetwork, problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

describe('a feature', () => {
  test('is saved as a change of the version it was read at', async () => {
    server.on('PATCH /api/admin/features/new-search', () => ({ feature: featureOf({ version: 8, owner: 'grace' }) }))
    const features = useAdminFeaturesStore()
    await features.save('new-search', { owner: 'grace', version: 7 })
    expect(server.requests[0]?.body).toEqual({ owner: 'grace', version: 7 })
    expect(features.current).toMatchObject({ owner: 'grace', version: 8 })
  })

  test('is killed with nothing but a reason', async () => {
    const killed = { reason: 'It breaks search', at: '2026-01-02T03:04:05.678Z', by: null }
    const feature = featureOf({ version: 8, enabled: false, killed })
    server.on('POST /api/admin/features/new-search/kill', () => ({ feature }))
    await useAdminFeaturesStore().kill('new-search', 'It breaks search')
    expect(server.requests[0]?.body).toEqual({ reason: 'It breaks search' })
    expect(useAdminFeaturesStore().current?.killed?.reason).toBe('It breaks search')
  })

  test('does not become an older version because an answer comes late', async () => {
    const features = useAdminFeaturesStore()
    features.current = featureOf({ version: 9, enabled: false })
    server.on('GET /api/admin/features/new-search', () => ({ feature: featureOf({ version: 8 }) }))
    await features.open('new-search')
    expect(features.current).toMatchObject({ version: 9, enabled: false })
  })

  test('that is another one replaces the one before, whatever its version', async () => {
    const features = useAdminFeaturesStore()
    features.current = featureOf({ version: 9 })
    server.on('GET /api/admin/features/typing', () => ({ feature: featureOf({ key: 'typing', version: 1 }) }))
    await features.open('typing')
    expect(features.current?.key).toBe('typing')
  })

  test('stays what it was when somebody else was faster', async () => {
    const features = useAdminFeaturesStore()
    features.current = featureOf()
    const detail = 'changed_meanwhile'
    server.on('PATCH /api/admin/features/new-search', () => { throw problem('conflict', 409, { detail }) })
    await expect(features.save('new-search', { owner: 'grace', version: 7 })).rejects.toMatchObject({ detail })
    expect(features.current?.owner).toBe('ada')
  })
})

test('all features are read page by page', async () => {
  server.on('GET /api/admin/features', ({ query }) => query?.cursor
    ? { features: [featureOf({ key: 'b' })] }
    : { features: [featureOf({ key: 'a' })], cursor: 'next' })
  await useAdminFeaturesStore().loadAll()
  expect(useAdminFeaturesStore().all.map(({ key }) => key)).toEqual(['a', 'b'])
})

test('the history goes on where it ended, for the same feature', async () => {
  server.on('GET /api/admin/features/new-search/history', ({ query }) => query?.cursor
    ? { events: [eventOf(1)] }
    : { events: [eventOf(7)], cursor: 'next' })
  const history = useAdminFeatureHistoryStore()
  await history.load('new-search')
  await history.more()
  await history.more()
  expect(history.events.map(({ version }) => version)).toEqual([7, 1])
  expect(server.requests).toHaveLength(2)
})

describe('what is watched', () => {
  const reach = { version: 7, connected: 815, seen: 812 }

  test('shows nothing of the feature before', async () => {
    server.on('GET /api/admin/features/new-search/reach', () => reach)
    const watched = useAdminFeatureWatchStore()
    watched.watchFeature('new-search')
    await watched.loadReach('new-search')
    expect(watched.reach).toEqual(reach)
    watched.watchFeature('typing')
    expect(watched.reach).toBeUndefined()
    await watched.loadReach('new-search')
    expect(watched.reach).toBeUndefined()
  })

  test('shows the figures of the span that was asked for last', async () => {
    const answers: Record<number, (answer: object) => void> = {}
    server.on('GET /api/admin/features/new-search/figures', ({ query }) => new Promise((resolve) => {
      answers[Number(query?.hours)] = resolve
    }))
    const watched = useAdminFeatureWatchStore()
    watched.watchFeature('new-search')
    const loads = [watched.loadFigures('new-search', 1), watched.loadFigures('new-search', 24)]
    await Promise.resolve()
    answers[24]?.({ figures: { since: 'long ago' } })
    answers[1]?.({ figures: { since: 'just now' } })
    await Promise.all(loads)
    expect(watched.figures?.since).toBe('long ago')
  })
})

test('a segment that was saved takes its place by key', async () => {
  const segment = (key: string) => ({ key, description: '', conditions: [], updatedAt: '' })
  server.on('GET /api/admin/segments', () => ({ segments: [segment('a'), segment('c')] }))
  server.on('POST /api/admin/segments', ({ body }) => ({ segment: body }))
  server.on('DELETE /api/admin/segments/a', () => undefined)
  const segments = useAdminSegmentsStore()
  await segments.load()
  await segments.create(segment('b'))
  await segments.remove('a')
  expect(segments.segments.map(({ key }) => key)).toEqual(['b', 'c'])
})

test('a token is told once and listed without itself', async () => {
  server.on('POST /api/admin/tokens', () => ({ token: 'the secret', details: { id: 1, name: 'shop' } }))
  server.on('DELETE /api/admin/tokens/1', () => undefined)
  const tokens = useAdminTokensStore()
  expect(await tokens.create({ name: 'shop', scopes: ['features:evaluate'] })).toBe('the secret')
  expect(JSON.stringify(tokens.items)).not.toContain('the secret')
  await tokens.revoke(1)
  expect(tokens.items).toEqual([])
})

test('a group that rules name is asked for once; one that is gone keeps its number', async () => {
  server.on('GET /api/admin/rooms/1', () => ({ room: { id: 1, name: 'Lobby' } }))
  server.on('GET /api/admin/rooms/2', () => { throw problem('not_found', 404) })
  server.on('GET /api/admin/rooms/3', () => { throw noNetwork() })
  const names = useAdminFeatureNamesStore()
  await names.meet('room', [1, '2', 3])
  await names.meet('room', [1, 2, 'x'])
  expect(names.rooms).toEqual({ 1: 'Lobby' })
  expect(server.requestsOf('GET /api/admin/rooms/1')).toHaveLength(1)
})
