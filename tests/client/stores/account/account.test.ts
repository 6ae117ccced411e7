import { beforeEach, describe, expect, test } from 'vitest'
import { grace } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

describe('own sessions', () => {
  const sessions = [{ id: 'here', current: true }, { id: 'phone', current: false }, { id: 'work', current: false }]
  const ids = () => useOwnSessionsStore().list.map(({ id }) => id)

  beforeEach(async () => {
    server.on('GET /api/account/sessions', () => ({ sessions }))
    await useOwnSessionsStore().load()
  })

  test('one that is ended is gone from the list', async () => {
    server.on('DELETE /api/account/sessions/phone', () => undefined)
    await useOwnSessionsStore().end('phone')
    expect(ids()).toEqual(['here', 'work'])
  })

  test('all others can be ended at once', async () => {
    server.on('DELETE /api/account/sessions', () => undefined)
    await useOwnSessionsStore().endOthers()
    expect(ids()).toEqual(['here'])
  })

  test('one that could not be ended stays', async () => {
    server.on('DELETE /api/account/sessions/phone', () => { throw problem('unavailable', 503) })
    await expect(useOwnSessionsStore().end('phone')).rejects.toMatchObject({ code: 'unavailable' })
    expect(ids()).toEqual(['here', 'phone', 'work'])
  })
})

describe('privacy', () => {
  const rooms = [{ id: 1, name: 'Left' }, { id: grace.id, name: 'Other' }]
  const privacy = { addableBy: 'everyone', sharesReading: true, rooms, people: [grace] }

  beforeEach(async () => {
    server.on('GET /api/account/privacy', () => ({ privacy }))
    await usePrivacyStore().load()
  })

  test('who may add one is the server\'s answer', async () => {
    expect(usePrivacyStore().loaded).toBe(true)
    server.on('PATCH /api/account/privacy', ({ body }) => ({ privacy: { ...privacy, ...body as object } }))
    await usePrivacyStore().change({ addableBy: 'nobody', sharesReading: false })
    expect(usePrivacyStore().current).toMatchObject({ addableBy: 'nobody', sharesReading: false })
  })

  test('a room that is allowed again is no person with the same number', async () => {
    server.on(`DELETE /api/account/privacy/rooms/${grace.id}`, () => undefined)
    await usePrivacyStore().lift('rooms', grace.id)
    expect(usePrivacyStore().current).toMatchObject({ rooms: [{ id: 1 }], people: [{ id: grace.id }] })
    server.on(`DELETE /api/account/privacy/people/${grace.id}`, () => undefined)
    await usePrivacyStore().lift('people', grace.id)
    expect(usePrivacyStore().current.people).toEqual([])
  })
})

describe('security events', () => {
  test('come page by page, the newest first', async () => {
    server.on('GET /api/account/security-events', ({ query }) => query?.cursor
      ? { events: [{ id: 1 }] }
      : { events: [{ id: 3 }, { id: 2 }], cursor: 'older' })
    const events = useSecurityEventsStore()
    await events.load()
    expect(events.cursor).toBe('older')
    await events.more()
    expect(events.list.map(({ id }) => id)).toEqual([3, 2, 1])
    expect(events.cursor).toBeUndefined()
    await events.load()
    expect(events.list).toHaveLength(2)
  })
})

describe('warnings', () => {
  test('are there until they are read', async () => {
    server.on('GET /api/account/warnings', () => ({ warnings: [{ id: 1 }, { id: 2 }] }))
    server.on('DELETE /api/account/warnings/1', () => undefined)
    const warnings = useWarningsStore()
    await warnings.load()
    await warnings.read(1)
    expect(warnings.list.map(({ id }) => id)).toEqual([2])
  })
})
