import { beforeEach, expect, test } from 'vitest'
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
