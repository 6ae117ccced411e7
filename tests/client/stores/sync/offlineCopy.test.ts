import { beforeEach, expect, test, vi } from 'vitest'
import { limits } from '#shared/limits'
import type { Room } from '#shared/protocol/room'
import { OfflineDatabase } from '~/utils/offlineDatabase'
import { ada, grace, messageOf, messagesFrom, roomOf } from '../../support/cast'
import { newBrowser, openClient } from '../../support/client'

const database = new OfflineDatabase()
const texts = async (roomId: number) =>
  (await database.rooms()).find(({ id }) => id === roomId)?.messages.map(({ body }) => body)

/** A page of ada's with these rooms; the messages of the first are open. */
async function openPage(rooms: Room[], count = 0) {
  openClient()
  useUsersStore().receive(grace)
  rooms.toReversed().forEach(room => useRoomsStore().receive(room))
  useRoomsStore().loaded = true
  const [first] = rooms
  if (count && first) {
    const messages = messagesFrom(first.lastSeq - count + 1, count)
    useMessagesStore().show(first.id, { messages, hasOlder: true, hasNewer: false, rev: first.rev })
  }
  const copy = useOfflineCopyStore()
  await copy.own(ada.id)
  await copy.save()
  return copy
}

beforeEach(() => {
  newBrowser()
  localStorage.clear()
})

test('the last messages of a room that was opened are kept, with who wrote them', async () => {
  await openPage([roomOf({ lastSeq: 60 })], 60)
  const [room] = await database.rooms()
  expect(room).toMatchObject({ id: 1, name: 'Lobby', place: 0 })
  expect(room?.messages).toHaveLength(limits.offline.messages)
  expect(room?.messages.at(-1)).toMatchObject({ seq: 60, author: 'Grace', own: false, body: 'message 60' })
})

test('of a room that is not opened this time what is known stays, unless it has changed', async () => {
  await openPage([roomOf({ lastSeq: 2 })], 2)
  await openPage([roomOf({ lastSeq: 3, lastMessage: messageOf(3) })])
  expect(await texts(1)).toEqual(['message 1', 'message 2', 'message 3'])
  await openPage([roomOf({ rev: 1, lastSeq: 3, lastMessage: messageOf(3) })])
  expect(await texts(1)).toEqual(['message 3'])
})

test('a deletion that is seen is kept as one', async () => {
  const copy = await openPage([roomOf({ lastSeq: 2 })], 2)
  useHistoryStore().receiveDeletion(1, 1)
  useRepairStore().advance(1, 1)
  await copy.save()
  expect(await texts(1)).toEqual([null, 'message 2'])
})

test('a room that the person is out of is gone, and so are those beyond the last', async () => {
  const rooms = Array.from({ length: limits.offline.rooms + 1 }, (_, index) => roomOf({ id: index + 1 }))
  const copy = await openPage(rooms)
  expect((await database.rooms()).map(({ id }) => id)).not.toContain(limits.offline.rooms + 1)
  useRepairStore().forget(1)
  await copy.save()
  expect((await database.rooms()).map(({ id }) => id)).not.toContain(1)
})

test('nothing is kept of who has left, and nothing of one person for another', async () => {
  const copy = await openPage([roomOf({ lastSeq: 1 })], 1)
  await copy.own(undefined)
  expect(await database.rooms()).toEqual([])
  await copy.own(ada.id)
  await copy.save()
  expect(await texts(1)).toEqual(['message 1'])
  await database.own(grace.id)
  expect(await database.rooms()).toEqual([])
  // A tab of the first person that does not know yet.
  await copy.save()
  expect(await database.rooms()).toEqual([])
})

test('it goes with the session', async () => {
  await openPage([roomOf({ lastSeq: 1 })], 1)
  await useSessionStore().ended()
  expect(localStorage.length).toBe(0)
  expect(await database.rooms()).toEqual([])
})

test('a browser that allows no local storage keeps nothing, and nothing fails', async () => {
  const denied = () => {
    throw new DOMException('denied', 'SecurityError')
  }
  vi.stubGlobal('localStorage', { getItem: denied, setItem: denied, removeItem: denied })
  await openPage([roomOf({ lastSeq: 2 })], 2)
  await database.wipe()
  expect(await database.rooms()).toEqual([])
})
