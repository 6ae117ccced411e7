import { beforeEach, describe, expect, test } from 'vitest'
import type { CustomerCase } from '#shared/protocol/supportCase'
import type { PublicInbox } from '#shared/protocol/supportInbox'
import { createServerEventHandler } from '~/events/serverEvents'
import { ada, messageOf, roomOf } from '../../support/cast'
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

test('nobody is typing in a case that is resolved, until it is open again', () => {
  const handle = createServerEventHandler()
  const typing = useTypingStore()
  const typed = () => handle({ type: 'room.typing', roomId: 101, userId: ada.id })
  const becomes = (state: 'open' | 'resolved', rev: number) =>
    handle({ type: 'case.state', roomId: 101, caseId: 1, state, rev })
  useUsersStore().receive(ada)
  typed()
  expect(typing.byRoom[101]).toEqual([ada.id])
  becomes('resolved', 1)
  expect(typing.byRoom[101]).toEqual([])
  typed()
  expect(typing.byRoom[101]).toEqual([])
  becomes('open', 2)
  typed()
  expect(typing.byRoom[101]).toEqual([ada.id])
})

test('its place in the queue is asked for by itself', async () => {
  server.on('GET /api/support/cases/2', () => ({ case: caseOf(2, { position: 3, expectedWaitSeconds: 90 }) }))
  await useOwnCasesStore().refresh(2)
  expect(useOwnCasesStore().ofRoom(102)).toMatchObject({ position: 3, expectedWaitSeconds: 90 })
})

describe('what is unread', () => {
  const unread = () => useOwnCasesStore().list.map(one => one.unread)
  const answer = messageOf(3, { roomId: 101, body: 'On its way.' })

  beforeEach(async () => {
    const cases = [caseOf(2, { unread: 0 }), caseOf(1, { unread: 2, lastMessage: answer })]
    server.on('GET /api/support/cases', () => ({ cases }))
    await useOwnCasesStore().load()
  })

  test('is counted as the list says until the room is known, then as the room says', () => {
    const cases = useOwnCasesStore()
    expect([unread(), cases.unread]).toEqual([[0, 2], 2])
    const later = messageOf(4, { roomId: 101, body: 'It has come.' })
    useRoomsStore().receive(roomOf({ id: 101, kind: 'support', lastSeq: 4, readSeq: 1, lastMessage: later }))
    expect([unread(), cases.list[1]?.lastMessage]).toEqual([[0, 3], later])
    useRoomsStore().receiveRead(101, 4)
    expect([unread(), cases.unread]).toEqual([[0, 0], 0])
  })

  test('follows what is read in another browser', () => {
    const take = createServerEventHandler()
    take({ type: 'room.read', roomId: 101, userId: ada.id, seq: 3 })
    expect(unread()).toEqual([0, 0])
    take({ type: 'room.unread', roomId: 101, seq: 2, mentions: 0 })
    expect(unread()).toEqual([0, 1])
  })
})

test('inside, the cases are asked for once, and only where anybody can be turned to', async () => {
  const asked = () => server.requestsOf('GET /api/support/cases').length
  const cases = useOwnCasesStore()
  cases.$patch({ loaded: false })
  server.on('GET /api/support/directory', () => ({ inboxes: [] }))
  await cases.lookInside()
  expect(asked()).toBe(1)
  cases.$patch({ offered: undefined })
  server.on('GET /api/support/directory', () => ({ inboxes: [open] }))
  await cases.lookInside()
  await cases.lookInside()
  expect(asked()).toBe(2)
})
