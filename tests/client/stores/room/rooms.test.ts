import { beforeEach, describe, expect, test } from 'vitest'
import { ada, grace, messageOf, roomOf, syncedOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

const listed = () => useRoomsStore().list.map(({ id }) => id)

describe('the list', () => {
  test('has the square first and then the newest activity', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ id: 1, square: true }))
    rooms.receive(roomOf({ id: 2 }))
    rooms.receive(roomOf({ id: 3 }))
    rooms.receiveMessage(messageOf(1, { roomId: 2 }), ada.id)
    expect(listed()).toEqual([1, 2, 3])
  })

  test('comes from the server page by page, with the people in it', async () => {
    server.on('GET /api/rooms', ({ query }) => query?.cursor
      ? { rooms: [roomOf({ id: 2 })] }
      : { rooms: [roomOf({ id: 1 })], users: [grace], cursor: 'next' })
    await useRoomsStore().load()
    expect(listed()).toEqual([1, 2])
    expect(useUsersStore().byId[grace.id]).toEqual(grace)
    expect(useRoomsStore().loaded).toBe(true)
  })

  test('keeps a room that was joined while it travelled, and drops those one is not in any more', async () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ id: 1 }))
    rooms.receive(roomOf({ id: 2 }))
    server.on('GET /api/rooms', () => ({ rooms: [roomOf({ id: 1 })] }))
    const loading = rooms.load()
    rooms.receive(roomOf({ id: 3 }))
    await loading
    expect(listed()).toEqual([3, 1])
  })

  test('that is longer than is read drops nothing', async () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ id: 9 }))
    server.on('GET /api/rooms', ({ query }) => {
      const id = Number(query?.cursor ?? 1)
      return { rooms: [roomOf({ id })], cursor: String(id + 1) }
    })
    await rooms.load()
    expect(listed()).toEqual([9, 1, 2, 3, 4, 5])
    expect(server.requests).toHaveLength(5)
  })

  test('lacks a direct room that was put away, until its next message', async () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ kind: 'direct', peer: grace, name: null }))
    server.on('PUT /api/rooms/1/hidden', () => undefined)
    await rooms.hide(1)
    expect(listed()).toEqual([])
    rooms.receiveMessage(messageOf(1), ada.id)
    expect(listed()).toEqual([1])
  })
})

test('the level of notifications is the one that the server took', async () => {
  const rooms = useRoomsStore()
  rooms.receive(roomOf())
  server.on('PUT /api/rooms/1/notifications', () => { throw problem('unavailable', 503) })
  await expect(rooms.setNotifications(1, { level: 'none', favourite: false })).rejects.toThrow()
  expect(rooms.byId[1]?.notifications.level).toBe('all')
  server.on('PUT /api/rooms/1/notifications', () => undefined)
  await rooms.setNotifications(1, { level: 'none', favourite: true, mutedUntil: null })
  expect(rooms.byId[1]?.notifications).toEqual({ level: 'none', favourite: true })
})

describe('mentions', () => {
  const counted = () => {
    const { mentions, mentionSeqs = [] } = useRoomsStore().byId[1]!
    return [mentions, mentionSeqs]
  }

  beforeEach(() => useRoomsStore().receive(roomOf({ lastSeq: 5, readSeq: 2, mentions: 1, mentionSeqs: [4] })))

  test('words to everybody are none to who has blocked their author', () => {
    const { receiveMessage } = useRoomsStore()
    const isBlocked = (userId: number) => userId === grace.id
    receiveMessage(messageOf(6, { mentionsAll: 'everyone' }), ada.id, isBlocked)
    expect(counted()).toEqual([1, [4]])
    receiveMessage(messageOf(7, { authorId: 9, mentionsAll: 'everyone' }), ada.id, isBlocked)
    expect(counted()).toEqual([2, [4, 7]])
  })

  test('of the reader count once each, by name or for everybody, and own ones do not', () => {
    const rooms = useRoomsStore()
    const messages = [
      messageOf(6, { mentions: [ada.id] }), messageOf(6, { mentions: [ada.id] }),
      messageOf(7, { mentionsAll: 'here' }), messageOf(8, { mentions: [grace.id] }),
      messageOf(9, { authorId: ada.id, mentionsAll: 'everyone' }), messageOf(1, { mentions: [ada.id] }),
    ]
    for (const message of messages) rooms.receiveMessage(message, ada.id)
    expect(counted()).toEqual([3, [4, 6, 7]])
  })

  test('are gone when they are read or deleted, and back when they are unread', () => {
    const rooms = useRoomsStore()
    rooms.receiveMessage(messageOf(6, { mentions: [ada.id] }), ada.id)
    rooms.receiveRead(1, 4)
    expect(counted()).toEqual([1, [6]])
    rooms.receiveDeletion(1, 6)
    rooms.receiveDeletion(1, 6)
    expect(counted()).toEqual([0, []])
    rooms.receiveUnread(1, 3, [4])
    expect(counted()).toEqual([1, [4]])
    expect(rooms.byId[1]?.readSeq).toBe(3)
  })

  test('are those of a later snapshot, and what was heard since', () => {
    const rooms = useRoomsStore()
    rooms.receiveMessage(messageOf(7, { mentions: [ada.id] }), ada.id)
    const fields = { lastSeq: 6, readSeq: 2, mentions: 1, mentionSeqs: [6], notifications: { level: 'none' as const } }
    rooms.receiveSynced(syncedOf(fields))
    expect(counted()).toEqual([2, [6, 7]])
    expect(rooms.byId[1]?.notifications.level).toBe('none')
    rooms.receive(roomOf({ lastSeq: 8, readSeq: 7, mentions: 1, mentionSeqs: [8] }))
    expect(counted()).toEqual([1, [8]])
  })

  test('that are too many to be listed are counted still', () => {
    const rooms = useRoomsStore()
    const mentionSeqs = Array.from({ length: 100 }, (_, n) => 201 + n)
    rooms.receive(roomOf({ lastSeq: 300, readSeq: 2, mentions: 150, mentionSeqs }))
    rooms.receiveMessage(messageOf(301, { mentions: [ada.id] }), ada.id)
    expect(counted()[0]).toBe(151)
    rooms.receiveMessage(messageOf(100, { mentions: [ada.id] }), ada.id)
    expect(counted()[0]).toBe(151)
    rooms.receiveRead(1, 300)
    expect(counted()).toEqual([1, [301]])
  })
})

describe('two snapshots of one room', () => {
  test('the newer rev wins, and positions never move back', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ rev: 2, name: 'New', lastSeq: 5, readSeq: 5, lastMessage: messageOf(5) }))
    rooms.receive(roomOf({ rev: 1, name: 'Old', lastSeq: 4, readSeq: 3, lastMessage: messageOf(4) }))
    expect(rooms.byId[1]).toMatchObject({ rev: 2, name: 'New', lastSeq: 5, readSeq: 5, lastMessage: { seq: 5 } })
  })

  test('of the same rev the later one is taken', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ rev: 2, memberCount: 3 }))
    rooms.receive(roomOf({ rev: 2, memberCount: 4 }))
    expect(rooms.byId[1]?.memberCount).toBe(4)
  })

  test('a summary that is older is ignored, and never takes the room back', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ rev: 2, name: 'New', lastSeq: 5 }))
    rooms.receiveSummary(roomOf({ rev: 1, name: 'Old' }))
    rooms.receiveSummary(roomOf({ rev: 3, name: 'Newer', lastSeq: 4 }))
    expect(rooms.byId[1]).toMatchObject({ name: 'Newer', lastSeq: 5 })
  })
})

describe('a message', () => {
  test('that is older than the last one changes nothing', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ lastSeq: 5, lastMessage: messageOf(5) }))
    rooms.receive(roomOf({ id: 2 }))
    rooms.receiveMessage(messageOf(4), ada.id)
    expect(listed()).toEqual([2, 1])
    expect(rooms.byId[1]?.lastMessage?.seq).toBe(5)
  })

  test('of one\'s own leaves unread what was not read before it', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ lastSeq: 4, readSeq: 2 }))
    rooms.receiveMessage(messageOf(5, { authorId: ada.id }), ada.id)
    expect(rooms.byId[1]).toMatchObject({ lastSeq: 5, readSeq: 2 })
  })

  test('that is deleted is deleted in the row of its room only when it is the last one', () => {
    const rooms = useRoomsStore()
    rooms.receive(roomOf({ lastSeq: 5, lastMessage: messageOf(5) }))
    rooms.receiveDeletion(1, 4)
    expect(rooms.byId[1]?.lastMessage?.body).toBe('message 5')
    rooms.receiveDeletion(1, 5)
    expect(rooms.byId[1]?.lastMessage).toMatchObject({ seq: 5, body: null })
  })
})

test('what is read is never unread again', () => {
  const rooms = useRoomsStore()
  rooms.receive(roomOf({ lastSeq: 5 }))
  rooms.receiveRead(1, 4)
  rooms.receiveRead(1, 2)
  expect(rooms.byId[1]?.readSeq).toBe(4)
})

test('a link to a group one could join shows its entry; one to nothing fails', async () => {
  const rooms = useRoomsStore()
  server.on('GET /api/rooms/7', () => { throw problem('not_found', 404) })
  server.on('GET /api/rooms/directory/7', () => ({ room: roomOf({ id: 7 }) }))
  expect(await rooms.meet(7)).toBe(false)
  expect(rooms.joinable[7]?.id).toBe(7)
  server.on('GET /api/rooms/directory/7', () => { throw problem('not_found', 404) })
  await expect(rooms.meet(7)).rejects.toMatchObject({ code: 'not_found' })
  server.on('GET /api/rooms/7', () => ({ room: roomOf({ id: 7 }) }))
  expect(await rooms.meet(7)).toBe(true)
})

test('a room one joins, makes or opens with somebody is in the list; one that is left or deleted is not', async () => {
  const rooms = useRoomsStore()
  server.on('PUT /api/rooms/1/membership', () => ({ room: roomOf({ id: 1 }) }))
  server.on('POST /api/rooms', () => ({ room: roomOf({ id: 2 }) }))
  server.on('POST /api/directs', () => ({ room: roomOf({ id: 3, kind: 'direct', peer: grace }) }))
  await rooms.join(1)
  await rooms.create({ name: 'Two', topic: '', visibility: 'public' })
  await rooms.startDirect(grace.id)
  expect(listed()).toEqual([3, 2, 1])
  server.on('DELETE /api/rooms/1/membership?refuse=room', () => undefined)
  server.on('DELETE /api/rooms/2', () => undefined)
  await rooms.leave(1, ['room'])
  await rooms.remove(2)
  expect(listed()).toEqual([3])
})

test('the directory shows what was asked for, with some of the people who are known', async () => {
  server.on('GET /api/rooms/directory', ({ query }) => ({
    rooms: [roomOf({ id: 4, name: String(query?.query) })], faces: { 4: [grace.id, 999] }, users: [grace],
  }))
  const directory = useDirectoryStore()
  await directory.search(' tea ')
  expect(directory.sought).toBe('tea')
  expect(directory.groups.map(({ name }) => name)).toEqual([' tea '])
  expect(directory.facesOf(4)).toEqual([grace])
  expect(directory.facesOf(5)).toEqual([])
})
