import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Room } from '#shared/protocol/room'
import type { SyncedRoom } from '#shared/protocol/sync'
import { messageOf, messagesFrom, roomOf, syncedOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer, FakeSocket } from '../../support/transport'
import { noNetwork, problem } from '../../support/transport'

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const answer = (fields: Partial<SyncedRoom> = {}): SyncedRoom =>
  syncedOf({ lastSeq: 2, rev: 1, ...fields })

let server: FakeServer
let socket: FakeSocket

beforeEach(() => {
  vi.useFakeTimers()
  server = openClient().server
  useRoomsStore().receive(roomOf({ lastSeq: 2, rev: 1 }))
  useMessagesStore().show(1, { messages: messagesFrom(1, 2), hasOlder: false, hasNewer: false, rev: 1 })
  useSocketStore().start()
  socket = server.socket
  socket.accept()
  useSocketStore().greet()
})

const has = (room: Partial<Room>) => server.on('GET /api/rooms/1', () => ({ room: roomOf({ lastSeq: 2, ...room }) }))

describe('the rev of a room', () => {
  test('that follows is taken', () => {
    expect(useRepairStore().advance(1, 2)).toBe(true)
    expect(useRoomsStore().byId[1]?.rev).toBe(2)
    expect(useMessagesStore().byRoom[1]?.rev).toBe(2)
  })

  test('that is known is no news', async () => {
    expect(useRepairStore().advance(1, 1)).toBe(false)
    expect(useRepairStore().advance(1, 0)).toBe(false)
    await pass(60_000)
    expect(server.requests).toEqual([])
  })

  test('that leaps has the room fetched again and its deletions asked for, once', async () => {
    has({ rev: 4, name: 'Renamed' })
    expect(useRepairStore().advance(1, 3)).toBe(true)
    expect(useRepairStore().advance(1, 4)).toBe(true)
    await pass(300)
    expect(useRoomsStore().byId[1]).toMatchObject({ rev: 4, name: 'Renamed' })
    expect(server.requestsOf('GET /api/rooms/1')).toHaveLength(1)
    expect(socket.commands('sync')).toEqual([{ type: 'sync', id: 1, cursors: { 1: { seq: 2, rev: 1 } } }])
  })

  test('that leaps in a big room is asked for later, by each reader at another time', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    has({ rev: 3 })
    useRoomsStore().receive(roomOf({ lastSeq: 2, rev: 1, memberCount: 201 }))
    useRepairStore().advance(1, 3)
    await pass(9_999)
    expect(socket.commands('sync')).toEqual([])
    await pass(1)
    expect(socket.commands('sync')).toHaveLength(1)
  })

  test('of a room nobody knows is no news', () => {
    expect(useRepairStore().advance(7, 1)).toBe(false)
  })
})

describe('a room that is fetched again', () => {
  test('brings its members along when somebody has opened them', async () => {
    has({ rev: 2 })
    server.on('GET /api/rooms/1/members', () => ({ members: [] }))
    useMembersStore().byRoom[1] = []
    useRepairStore().refetch(1)
    await pass(300)
    expect(server.requestsOf('GET /api/rooms/1/members')).toHaveLength(1)
  })

  test('and is not there any more is forgotten with all that was known of it', async () => {
    server.on('GET /api/rooms/1', () => { throw problem('not_found', 404) })
    useMembersStore().byRoom[1] = []
    useRepairStore().refetch(1)
    await pass(300)
    expect(useRoomsStore().byId[1]).toBeUndefined()
    expect(useMessagesStore().byRoom[1]).toBeUndefined()
    expect(useMembersStore().byRoom[1]).toBeUndefined()
  })

  test('and cannot be reached stays', async () => {
    server.on('GET /api/rooms/1', () => { throw noNetwork() })
    useRepairStore().refetch(1)
    await pass(300)
    expect(useRoomsStore().byId[1]).toBeDefined()
  })
})

describe('an answer to sync', () => {
  beforeEach(() => {
    useSyncStore().restart()
  })

  test('leaves out the rooms one is not in any more', () => {
    useRepairStore().synced([], 1)
    expect(useRoomsStore().byId[1]).toBeUndefined()
  })

  test('says nothing about rooms that were not asked for, nor says so twice', () => {
    useRepairStore().synced([answer()], 1)
    useRepairStore().synced([], 1)
    useRepairStore().synced([])
    expect(useRoomsStore().byId[1]).toBeDefined()
  })

  test('to a question over the old connection is none over the new one', () => {
    useRoomsStore().receive(roomOf({ id: 2 }))
    useSyncStore().restart()
    useRepairStore().synced([], 1)
    expect(Object.keys(useRoomsStore().byId)).toEqual(['1', '2'])
    useRepairStore().synced([answer()], 2)
    expect(Object.keys(useRoomsStore().byId)).toEqual(['1'])
  })

  test('that is refused takes no room away with a later one, and is asked for again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5)
    useRoomsStore().receive(roomOf({ id: 2 }))
    useSyncStore().restart()
    useSyncStore().refused(2)
    useSyncStore().soon(1)
    await pass(300)
    useRepairStore().synced([answer()], 3)
    expect(Object.keys(useRoomsStore().byId)).toEqual(['1', '2'])
    await pass(2_700)
    expect(socket.commands('sync').map(({ id, cursors }) => [id, Object.keys(cursors)]))
      .toEqual([[1, ['1']], [2, ['1', '2']], [3, ['1']], [4, ['1', '2']]])
  })

  test('moves positions forward, never back', () => {
    useRepairStore().synced([answer({ lastSeq: 5, readSeq: 1 })])
    expect(useRoomsStore().byId[1]).toMatchObject({ lastSeq: 5, readSeq: 1 })
    useRepairStore().synced([answer({ lastSeq: 3, readSeq: 0 })])
    expect(useRoomsStore().byId[1]).toMatchObject({ lastSeq: 5, readSeq: 1 })
  })

  test('with a newer rev has the room fetched', async () => {
    has({ rev: 2 })
    useRepairStore().synced([answer({ rev: 2 })])
    await pass(300)
    expect(useRoomsStore().byId[1]?.rev).toBe(2)
  })

  test('moves the rev of the list only when the deletions before it must have come', async () => {
    has({ rev: 3 })
    useRepairStore().synced([answer({ rev: 3 })])
    await pass(1_999)
    expect(useMessagesStore().byRoom[1]?.rev).toBe(1)
    await pass(1)
    expect(useMessagesStore().byRoom[1]?.rev).toBe(3)
  })

  test('is not trusted when its connection is gone before that', async () => {
    has({ rev: 3 })
    useRepairStore().synced([answer({ rev: 3 })])
    useSocketStore().greet()
    await pass(5_000)
    expect(useMessagesStore().byRoom[1]?.rev).toBe(1)
  })

  test('whose messages did not come in time has them fetched', async () => {
    server.on('GET /api/rooms/1/messages', () => ({ messages: [messageOf(3)], users: [], hasMore: false }))
    useRepairStore().synced([answer({ lastSeq: 3 })])
    await pass(2_300)
    expect(useMessagesStore().lastSeq(1)).toBe(3)
  })
})

describe('sync', () => {
  test('asks for 500 rooms at a time', () => {
    for (let id = 2; id <= 501; id++) useRoomsStore().receive(roomOf({ id }))
    useSyncStore().restart()
    expect(socket.commands('sync').map(({ cursors }) => Object.keys(cursors).length)).toEqual([500, 1])
  })

  test('of a list that does not reach the end asks from the end of the room', () => {
    useMessagesStore().show(1, { messages: messagesFrom(1, 1), hasOlder: false, hasNewer: true, rev: 0 })
    useSyncStore().restart()
    expect(socket.commands('sync')).toEqual([{ type: 'sync', id: 1, cursors: { 1: { seq: 2, rev: 0 } } }])
  })

  test('more than the server replays is fetched: the list when it is open, else the room', async () => {
    server.on('GET /api/rooms/1/messages', () => ({ messages: [messageOf(3)], users: [], hasMore: false }))
    server.on('GET /api/rooms/2', () => ({ room: roomOf({ id: 2 }) }))
    useRoomsStore().receiveSynced(answer({ lastSeq: 3 }))
    useRepairStore().gap(1)
    useRepairStore().gap(2)
    await pass(300)
    expect(useMessagesStore().lastSeq(1)).toBe(3)
    expect(useRoomsStore().byId[2]).toBeDefined()
  })
})
