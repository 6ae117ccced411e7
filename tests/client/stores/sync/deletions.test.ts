import { beforeEach, expect, test, vi } from 'vitest'
import { messagesFrom, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

const path = 'DELETE /api/rooms/1/messages/2'
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers()
  server = openClient().server
  server.on(path, () => undefined)
  useRoomsStore().receive(roomOf({ lastSeq: 3 }))
  useMessagesStore().show(1, { messages: messagesFrom(1, 3), hasOlder: false, hasNewer: false, rev: 0 })
})

test('a deletion is sent when its six seconds are up', async () => {
  const deletions = useDeletionsStore()
  deletions.add(1, 2)
  await pass(5_999)
  expect(server.requests).toEqual([])
  expect(deletions.has(1, 2)).toBe(true)
  await pass(1)
  expect(server.requestsOf(path)).toHaveLength(1)
  expect(useMessagesStore().find(1, 2)?.body).toBeNull()
  expect(deletions.pending).toEqual([])
})

test('a deletion that is undone is never sent', async () => {
  const deletions = useDeletionsStore()
  deletions.add(1, 2)
  deletions.undo(1, 2)
  await pass(60_000)
  expect(server.requests).toEqual([])
  expect(deletions.has(1, 2)).toBe(false)
})

test('to delete twice is to delete once, at the first time', async () => {
  const deletions = useDeletionsStore()
  deletions.add(1, 2)
  await pass(3_000)
  deletions.add(1, 2)
  await pass(3_000)
  expect(server.requestsOf(path)).toHaveLength(1)
})

test('who leaves the page has deleted, with requests that outlive it', () => {
  const deletions = useDeletionsStore()
  deletions.add(1, 2)
  deletions.flush()
  expect(server.requestsOf(path)).toMatchObject([{ keepalive: true, headers: { 'plaza-user': '1' } }])
  expect(deletions.pending).toEqual([])
})

test('a message that cannot be deleted stays, and the room hears why', async () => {
  server.on(path, () => { throw problem('forbidden', 403) })
  const deletions = useDeletionsStore()
  deletions.add(1, 2)
  await pass(6_000)
  expect(useMessagesStore().find(1, 2)?.body).toBe('message 2')
  expect(deletions.failure).toMatchObject({ roomId: 1, cause: { code: 'forbidden' } })
  expect(deletions.pending).toEqual([])
})

test('a message that is gone already is no failure', async () => {
  server.on(path, () => { throw problem('not_found', 404) })
  const deletions = useDeletionsStore()
  deletions.add(1, 2)
  await pass(6_000)
  expect(deletions.failure).toBeUndefined()
})
