import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { SupportCase } from '#shared/protocol/supportCase'
import { createServerEventHandler } from '~/events/serverEvents'
import { ada, grace, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { caseOf, caseRoom, inboxOf, inboxRoom, minute, saidAt } from '../../support/desk'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer
let handle: ReturnType<typeof createServerEventHandler>
let rev = 0

beforeEach(async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  server = openClient().server
  rev = 0
  server.on('GET /api/support/inboxes', () => ({ inboxes: [inboxOf({ rev })] }))
  server.on('GET /api/support/cases', () => ({ cases: [caseOf(1)] }))
  server.on('GET /api/support/counts', () =>
    ({ counts: { mine: 0, unassigned: 1, open: 1, waiting: 0, snoozed: 0, spam: 0 } }))
  handle = createServerEventHandler()
  await useDeskInboxesStore().load()
  await useDeskListStore().load({ view: 'all' })
  useDeskStore().open = true
})

const changed = (one: SupportCase) => handle({ type: 'case.changed', roomId: inboxRoom, rev: ++rev, case: one })
const lists = () => server.requestsOf('GET /api/support/cases').length

test('a change is applied without asking, a hole in the rev asks again', async () => {
  changed(caseOf(2, { updatedAt: minute(9) }))
  expect(useDeskListStore().ids).toEqual([2, 1])
  await vi.advanceTimersByTimeAsync(5_000)
  expect(lists()).toBe(1)

  rev++
  changed(caseOf(3, { updatedAt: minute(10) }))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(lists()).toBe(2)
  expect(server.requestsOf('GET /api/support/inboxes')).toHaveLength(2)
})

test('however many cases change, the counts are asked for once in three seconds', async () => {
  for (let n = 0; n < 50; n++) changed(caseOf(1, { version: n + 2, updatedAt: minute(n + 2) }))
  await vi.advanceTimersByTimeAsync(2_900)
  expect(server.requestsOf('GET /api/support/counts')).toHaveLength(1)
  expect(useDeskCountsStore().of().all).toBe(1)
})

test('a case of nobody that comes in is news, one that was known or taken is none', () => {
  const desk = useDeskStore()
  changed(caseOf(1, { version: 2 }))
  changed(caseOf(7, { assignee: grace }))
  expect(desk.arrived).toBeUndefined()
  changed(caseOf(8))
  expect(desk.arrived?.id).toBe(8)
})

test('changes of an inbox that is not one\'s own change nothing', async () => {
  handle({ type: 'case.changed', roomId: 99, rev: 4, case: caseOf(2, { inboxId: 6 }) })
  await vi.advanceTimersByTimeAsync(5_000)
  expect(useDeskCasesStore().byId[2]).toBeUndefined()
  expect(server.requestsOf('GET /api/support/counts')).toHaveLength(0)
})

test('who is put out of an inbox has nothing of its cases any more', async () => {
  handle({ type: 'room.left', roomId: inboxRoom })
  expect(useDeskInboxesStore().isAgent).toBe(false)
  expect(useDeskCasesStore().byId).toEqual({})
  server.on('GET /api/support/cases', () => { throw problem('not_found', 404) })
  await vi.advanceTimersByTimeAsync(5_000)
})

test('of two who take a case the second reads who has it', async () => {
  server.on('PATCH /api/support/cases/1', () => { throw problem('conflict', 409) })
  server.on('GET /api/support/cases/1', () => ({ case: caseOf(1, { version: 2, assignee: grace }) }))
  const cases = useDeskCasesStore()
  await expect(cases.change(1, { assigneeId: ada.id })).rejects.toMatchObject({ code: 'conflict' })
  expect(cases.byId[1]?.assignee).toEqual(grace)
  expect(server.requestsOf('PATCH /api/support/cases/1')[0]?.body).toEqual({ version: 1, assigneeId: ada.id })
})

test('the row shows what was said last, and not what was deleted', () => {
  useDeskCasesStore().receive(caseOf(1, { lastMessage: saidAt(1, 1) }))
  handle({ type: 'message.created', message: saidAt(2, 2), user: ada })
  expect(useDeskCasesStore().byId[1]?.lastMessage?.seq).toBe(2)
  handle({ type: 'message.deleted', roomId: caseRoom, seq: 2, rev: 1 })
  expect(useDeskCasesStore().byId[1]?.lastMessage?.body).toBeNull()
})

test('what another agent makes of the canned replies is read again, once they were read at all', async () => {
  let replies = [{ id: 1, inboxId: 5, name: 'Greeting', body: 'Hello' }]
  server.on('GET /api/support/replies', () => ({ replies }))
  const revised = () => {
    const room = roomOf({ id: inboxRoom, kind: 'support', rev: ++rev })
    handle({ type: 'room.updated', room })
    return vi.advanceTimersByTimeAsync(1_000)
  }
  await revised()
  expect(server.requestsOf('GET /api/support/replies')).toHaveLength(0)
  await useDeskRepliesStore().load()
  replies = [...replies, { id: 2, inboxId: 5, name: 'Closing', body: 'Clear skies' }]
  await revised()
  expect(useDeskRepliesStore().all.map(({ name }) => name)).toEqual(['Greeting', 'Closing'])
})
