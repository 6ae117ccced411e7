import { beforeEach, expect, test } from 'vitest'
import type { SavedFilter } from '#shared/protocol/supportCase'
import { createServerEventHandler } from '~/events/serverEvents'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'

let server: FakeServer
const glass: SavedFilter = { id: 1, name: 'Glass', filter: { view: 'all', label: 'glass' } }
const late: SavedFilter = { id: 2, name: 'Late', filter: { view: 'open', inbox: 5, query: 'late' } }
const spam: SavedFilter = { id: 3, name: 'Spam', filter: { view: 'spam', inbox: 5 } }
const names = () => useDeskFiltersStore().all.map(({ name }) => name)

beforeEach(async () => {
  server = openClient().server
  server.on('GET /api/support/filters', () => ({ filters: [glass, late, spam] }))
  await useDeskFiltersStore().load()
})

test('a list is known by what it shows, however its address is written', () => {
  const { find } = useDeskFiltersStore()
  expect(find(deskFilterOf({ query: 'late', inbox: '5', view: 'open' }))).toEqual(late)
  expect(find({ view: 'all', label: 'glass', team: undefined })).toEqual(glass)
  expect(find({ view: 'all' })).toBeUndefined()
})

test('one that is saved, renamed, moved or deleted is there, and its event changes nothing more', async () => {
  const filters = useDeskFiltersStore()
  const fresh = { id: 4, name: 'New', filter: { view: 'mine' as const, team: 2 } }
  const handle = createServerEventHandler()
  server.on('POST /api/support/filters', () => {
    handle({ type: 'case.filters', filters: [glass, late, spam, fresh] })
    return { filter: fresh }
  })
  await filters.save('New', fresh.filter)
  expect(server.requestsOf('POST /api/support/filters')[0]?.body).toEqual({ name: 'New', filter: fresh.filter })
  expect(names()).toEqual(['Glass', 'Late', 'Spam', 'New'])
  server.on('PATCH /api/support/filters/2', () => ({ filter: { ...late, name: 'Overdue' } }))
  await filters.rename(2, 'Overdue')
  expect(names()).toEqual(['Glass', 'Overdue', 'Spam', 'New'])
  server.on('PATCH /api/support/filters/1', () => ({ filter: glass }))
  await filters.move(1, 1)
  expect(names()).toEqual(['Overdue', 'Glass', 'Spam', 'New'])
  server.on('DELETE /api/support/filters/3', () => undefined)
  await filters.remove(3)
  expect(names()).toEqual(['Overdue', 'Glass', 'New'])
})

test('nothing is asked of the server to go beyond the ends', async () => {
  await useDeskFiltersStore().move(1, -1)
  await useDeskFiltersStore().move(3, 1)
  expect(names()).toEqual(['Glass', 'Late', 'Spam'])
})

test('what another screen changed comes as an event', () => {
  createServerEventHandler()({ type: 'case.filters', filters: [spam] })
  expect(names()).toEqual(['Spam'])
})
