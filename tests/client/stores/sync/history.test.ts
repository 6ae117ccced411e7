import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ada, clientIdOf, messageOf, messagesFrom, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeRequest, FakeServer } from '../../support/transport'
import { noNetwork } from '../../support/transport'

const path = 'GET /api/rooms/1/messages'
const seqs = () => useMessagesStore().byRoom[1]?.messages.map(({ seq }) => seq)
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

let server: FakeServer

beforeEach(() => {
  vi.useFakeTimers()
  server = openClient().server
})

/** The server has so many messages in the lobby. */
function stored(count: number, pageSize = 50) {
  const all = messagesFrom(1, count)
  server.on(path, ({ query = {} }: FakeRequest) => {
    const { before, after, around, limit = pageSize } = query as Record<string, number | undefined>
    const size = Math.min(limit, pageSize)
    if (after !== undefined) {
      return { messages: all.slice(after, after + size), users: [], hasMore: after + size < count }
    }
    const end = around === undefined ? (before ?? count + 1) - 1 : Math.min(count, around + size / 2)
    return { messages: all.slice(Math.max(0, end - size), end), users: [], hasMore: end > size }
  })
}

describe('pages', () => {
  test('a room opens with its newest page', async () => {
    stored(60)
    useRoomsStore().receive(roomOf({ lastSeq: 60, rev: 3 }))
    await useHistoryStore().open(1)
    expect(seqs()).toEqual(messagesFrom(11, 50).map(({ seq }) => seq))
    expect(useMessagesStore().byRoom[1]).toMatchObject({ hasOlder: true, hasNewer: false, rev: 3 })
  })

  test('what happened while a page was on its way is asked for, not missed', async () => {
    stored(3)
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ lastSeq: 3, rev: 1 }))
    const opening = useHistoryStore().open(1)
    rooms.receiveSummary(roomOf({ lastSeq: 3, rev: 2 }))
    await opening
    expect(useMessagesStore().byRoom[1]?.rev).toBe(1)
    const socket = useSocketStore()
    socket.start()
    server.socket.accept()
    socket.greet()
    await pass(300)
    expect(server.socket.commands('sync')).toEqual([{ type: 'sync', id: 1, cursors: { 1: { seq: 3, rev: 1 } } }])
  })

  test('older pages come in front, until there are none', async () => {
    stored(70)
    useRoomsStore().receive(roomOf({ lastSeq: 70 }))
    const history = useHistoryStore()
    await history.open(1)
    await history.loadOlder(1)
    expect(seqs()?.length).toBe(70)
    expect(useMessagesStore().byRoom[1]?.hasOlder).toBe(false)
    await history.loadOlder(1)
    expect(server.requestsOf(path)).toHaveLength(2)
  })

  test('an older page for a list that was replaced meanwhile is dropped', async () => {
    stored(100)
    useRoomsStore().receive(roomOf({ lastSeq: 100 }))
    const history = useHistoryStore()
    await history.open(1)
    const older = history.loadOlder(1)
    useMessagesStore().show(1, { messages: messagesFrom(90, 11), hasOlder: true, hasNewer: false, rev: 0 })
    await older
    expect(seqs()?.[0]).toBe(90)
  })

  test('two older pages at once are one', async () => {
    stored(200)
    useRoomsStore().receive(roomOf({ lastSeq: 200 }))
    const history = useHistoryStore()
    await history.open(1)
    await Promise.all([history.loadOlder(1), history.loadOlder(1)])
    expect(seqs()).toEqual(messagesFrom(101, 100).map(({ seq }) => seq))
  })

  test('a room that opens around a message is not live before its last page has come', async () => {
    stored(200)
    useRoomsStore().receive(roomOf({ lastSeq: 200 }))
    const history = useHistoryStore()
    await history.open(1, { around: 100 })
    expect(useMessagesStore().byRoom[1]?.hasNewer).toBe(true)
    history.receive(messageOf(201))
    expect(useMessagesStore().lastSeq(1)).toBe(125)
    await history.loadAfter(1)
    expect(useMessagesStore().lastSeq(1)).toBe(175)
    await history.loadAfter(1)
    expect(useMessagesStore().byRoom[1]?.hasNewer).toBe(false)
    expect(useMessagesStore().lastSeq(1)).toBe(200)
  })

  test('two newer pages at once are one', async () => {
    stored(200)
    useRoomsStore().receive(roomOf({ lastSeq: 200 }))
    const history = useHistoryStore()
    await history.open(1, { around: 50 })
    await Promise.all([history.loadAfter(1), history.loadAfter(1)])
    expect(seqs()).toEqual(messagesFrom(26, 100).map(({ seq }) => seq))
  })
})

describe('holes', () => {
  test('a message that shows a hole has what is missing fetched, once', async () => {
    stored(5)
    useRoomsStore().receive(roomOf({ lastSeq: 2 }))
    useMessagesStore().show(1, { messages: messagesFrom(1, 2), hasOlder: false, hasNewer: false, rev: 0 })
    const history = useHistoryStore()
    history.receive(messageOf(4))
    history.receive(messageOf(5))
    await pass(299)
    expect(server.requests).toEqual([])
    await pass(1)
    expect(server.requestsOf(path).map(({ query }) => query)).toEqual([{ after: 2, limit: 200 }])
    expect(seqs()).toEqual([1, 2, 3, 4, 5])
  })

  test('a hole that closes by itself costs no request', async () => {
    useRoomsStore().receive(roomOf({ lastSeq: 1 }))
    useMessagesStore().show(1, { messages: messagesFrom(1, 1), hasOlder: false, hasNewer: false, rev: 0 })
    const history = useHistoryStore()
    history.receive(messageOf(3))
    history.receive(messageOf(2))
    await pass(1_000)
    expect(seqs()).toEqual([1, 2, 3])
    expect(server.requests).toEqual([])
  })

  test('what cannot be fetched now is fetched with the next hole', async () => {
    server.on(path, () => { throw noNetwork() })
    useRoomsStore().receive(roomOf({ lastSeq: 1 }))
    useMessagesStore().show(1, { messages: messagesFrom(1, 1), hasOlder: false, hasNewer: false, rev: 0 })
    const history = useHistoryStore()
    history.receive(messageOf(3))
    await pass(300)
    stored(4)
    history.receive(messageOf(4))
    await pass(300)
    expect(seqs()).toEqual([1, 2, 3, 4])
  })

  test('who missed more than five pages begins anew at the end', async () => {
    stored(2_000)
    useRoomsStore().receive(roomOf({ lastSeq: 2_000 }))
    useMessagesStore().show(1, { messages: messagesFrom(1, 3), hasOlder: false, hasNewer: false, rev: 0 })
    await useHistoryStore().catchUp(1)
    expect(server.requestsOf(path).map(({ query }) => query)).toEqual([{}])
    expect(useMessagesStore().lastSeq(1)).toBe(2_000)
    expect(useMessagesStore().byRoom[1]?.hasOlder).toBe(true)
  })
})

describe('one message', () => {
  const mine = messageOf(1, { authorId: ada.id, clientId: clientIdOf(9) })

  test('moves its room to the front and is its last one', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf())
    rooms.receive(roomOf({ id: 2, name: 'Other' }))
    useHistoryStore().receive(messageOf(1))
    expect(rooms.list.map(({ id }) => id)).toEqual([1, 2])
    expect(rooms.byId[1]).toMatchObject({ lastSeq: 1, readSeq: 0, lastMessage: { body: 'message 1' } })
  })

  test('of one\'s own is read by who had read everything before it', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf())
    useHistoryStore().receive(mine)
    expect(rooms.byId[1]?.readSeq).toBe(1)
  })

  test('again changes nothing', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf())
    useMessagesStore().show(1, { messages: [], hasOlder: false, hasNewer: false, rev: 0 })
    const history = useHistoryStore()
    for (const message of [mine, mine, messageOf(2), mine]) history.receive(message)
    expect(seqs()).toEqual([1, 2])
    expect(rooms.byId[1]).toMatchObject({ lastSeq: 2, readSeq: 1, lastMessage: { seq: 2 } })
  })

  test('that is deleted is deleted in the list and in the row of its room', () => {
    useRoomsStore().receive(roomOf({ lastSeq: 1, lastMessage: messageOf(1) }))
    useMessagesStore().show(1, { messages: messagesFrom(1, 1), hasOlder: false, hasNewer: false, rev: 0 })
    useHistoryStore().receiveDeletion(1, 1)
    expect(useMessagesStore().find(1, 1)?.body).toBeNull()
    expect(useRoomsStore().byId[1]?.lastMessage?.body).toBeNull()
  })
})
