import { beforeEach, expect, test } from 'vitest'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { PublicInbox } from '#shared/protocol/supportInbox'
import { createServerEventHandler } from '~/events/serverEvents'
import { roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { minute } from '../../support/desk'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const inbox = { key: 'planetarium', name: 'Planetarium', greeting: 'Good evening', colour: '#b0563a' }
const open: PublicInbox = {
  ...inbox, form: { name: 'off', email: 'off', topic: 'optional' }, typingPreview: false, open: true,
  emailReplies: false,
}
const caseOf = (id: number, fields: Partial<CustomerCase> = {}): CustomerCase =>
  ({ id, roomId: 100 + id, state: 'open', topic: `Telescope ${id}`, inbox, createdAt: minute(id), rating: null,
    ...fields })

let server: FakeServer
const ids = () => useOwnCasesStore().items.map(({ id }) => id)

beforeEach(async () => {
  server = openClient().server
  server.on('GET /api/support/cases', () => ({ cases: [caseOf(2), caseOf(1)] }))
  await useOwnCasesStore().load()
})

test('the cases of one are asked for as their customer', () => {
  expect(server.requestsOf('GET /api/support/cases')[0]?.query).toMatchObject({ view: 'own' })
  expect(ids()).toEqual([2, 1])
  expect(useOwnCasesStore().ofRoom(101)?.id).toBe(1)
})

test('an inbox that is in no list is met by its key, once', async () => {
  const cases = useOwnCasesStore()
  server.on('GET /api/support/directory', () => ({ inboxes: [open] }))
  server.on('GET /api/support/inboxes/hidden', () => ({ inbox: { ...open, key: 'hidden' } }))
  await cases.loadInboxes()
  await cases.meetInbox('hidden')
  await cases.meetInbox('hidden')
  expect(cases.inboxes.map(({ key }) => key)).toEqual(['planetarium', 'hidden'])
  expect(cases.inboxOf('hidden')?.name).toBe('Planetarium')
})

test('a new case has its first message and its room', async () => {
  const room = roomOf({ id: 103, kind: 'support' })
  server.on('POST /api/support/cases', () => ({ case: caseOf(3), room }))
  server.on('POST /api/rooms/103/messages', () => ({}))
  const said = { body: 'Where is it?', clientId: crypto.randomUUID() }
  expect(await useOwnCasesStore().open({ inbox: 'planetarium', topic: 'Order', ...said })).toEqual(room)
  const [asked] = server.requestsOf('POST /api/support/cases')
  expect(asked?.body).toMatchObject({ inbox: 'planetarium', topic: 'Order', context: { page: location.href } })
  expect(asked?.body).not.toHaveProperty('body')
  expect(server.requestsOf('POST /api/rooms/103/messages')[0]?.body).toEqual(said)
  expect(ids()).toEqual([3, 2, 1])
  expect(useRoomsStore().byId[103]?.kind).toBe('support')
})

test('a case that is refused leaves none behind', async () => {
  server.on('POST /api/support/cases', () => { throw problem('forbidden', 403) })
  const said = { inbox: 'planetarium', topic: '', body: 'hello', clientId: crypto.randomUUID() }
  await expect(useOwnCasesStore().open(said)).rejects.toMatchObject({ code: 'forbidden' })
  expect(ids()).toEqual([2, 1])
})

test('its end and its rating come from the answer, its state from an event too', async () => {
  const cases = useOwnCasesStore()
  server.on('POST /api/support/cases/1/end', () => ({ case: caseOf(1, { state: 'resolved' }) }))
  await cases.end(1)
  expect(cases.ofRoom(101)?.state).toBe('resolved')
  const rating = { score: 4, text: 'Clear skies', ratedAt: minute(9) }
  server.on('POST /api/support/cases/1/rating', () => ({ case: caseOf(1, { state: 'resolved', rating }) }))
  await cases.rate(1, { score: 4, text: 'Clear skies' })
  expect(server.requestsOf('POST /api/support/cases/1/rating')[0]?.body).toEqual({ score: 4, text: 'Clear skies' })
  createServerEventHandler()({ type: 'case.state', roomId: 101, caseId: 1, state: 'open', rev: 5 })
  expect(cases.ofRoom(101)).toMatchObject({ state: 'open', rating })
})

test('its place in the queue is asked for by itself', async () => {
  server.on('GET /api/support/cases/2', () => ({ case: caseOf(2, { position: 3, expectedWaitSeconds: 90 }) }))
  await useOwnCasesStore().refresh(2)
  expect(useOwnCasesStore().ofRoom(102)).toMatchObject({ position: 3, expectedWaitSeconds: 90 })
})
