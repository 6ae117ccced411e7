import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { grace, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

const item = (seq: number) => ({ room: roomOf({ lastSeq: 9 }), message: messageOf(seq), reason: 'mention' })
const seqs = () => useInboxStore().entries.map(entry => entry.message.seq)

test('goes on where the page before ended, with the filter', async () => {
  const inbox = useInboxStore()
  server.on('GET /api/inbox', ({ query }) => query?.cursor
    ? { items: [item(1)], users: [] }
    : { items: [item(3), item(2)], users: [grace], cursor: 'next' })
  await inbox.load('mentions')
  expect(seqs()).toEqual([3, 2])
  expect(useUsersStore().byId[grace.id]).toEqual(grace)
  expect(useRoomsStore().byId[1]?.lastSeq).toBe(9)
  await inbox.loadMore('mentions')
  expect(seqs()).toEqual([3, 2, 1])
  expect(inbox.cursor).toBeUndefined()
  await inbox.loadMore('mentions')
  expect(server.requestsOf('GET /api/inbox')).toHaveLength(2)
})

test('loses what is deleted', async () => {
  server.on('GET /api/inbox', () => ({ items: [item(3), item(2)], users: [] }))
  await useInboxStore().load()
  useInboxStore().receiveDeletion(1, 3)
  useInboxStore().receiveDeletion(2, 2)
  expect(seqs()).toEqual([2])
})

test('is read again while a page shows it, once however much happens, and keeps what older pages brought', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const inbox = useInboxStore()
  let pages = [[item(4), item(3)], [item(2)]]
  server.on('GET /api/inbox', ({ query }) => query?.cursor
    ? { items: pages[1], users: [] }
    : { items: pages[0], users: [], cursor: 'next' })
  await inbox.load()
  await inbox.loadMore()
  inbox.changed()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(server.requestsOf('GET /api/inbox'), 'nobody looks').toHaveLength(2)

  const unfollow = inbox.follow()
  pages = [[item(5), item(4)]]
  for (let n = 0; n < 9; n++) inbox.changed()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(seqs()).toEqual([5, 4, 3, 2])
  inbox.changed()
  await vi.advanceTimersByTimeAsync(1_000)
  expect(server.requestsOf('GET /api/inbox')).toHaveLength(3)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(server.requestsOf('GET /api/inbox')).toHaveLength(4)
  unfollow()
  inbox.changed()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(server.requestsOf('GET /api/inbox')).toHaveLength(4)
})
