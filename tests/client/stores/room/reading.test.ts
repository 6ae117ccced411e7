import { beforeEach, describe, expect, test } from 'vitest'
import { createServerEventHandler } from '~/events/serverEvents'
import { ada, messagesFrom, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { noNetwork } from '../../support/transport'

let server: FakeServer
const readSeq = () => useRoomsStore().byId[1]?.readSeq

beforeEach(() => {
  server = openClient().server
  useRoomsStore().receive(roomOf({ lastSeq: 5, readSeq: 2 }))
})

describe('what is read', () => {
  test('goes over the socket, and counts here at once', async () => {
    useSocketStore().start()
    server.socket.accept()
    useSocketStore().greet()
    await useReadingStore().read(1, 4)
    expect(readSeq()).toBe(4)
    expect(server.socket.commands('room.read')).toEqual([{ type: 'room.read', roomId: 1, seq: 4 }])
  })

  test('goes over HTTP without one', async () => {
    server.on('PUT /api/rooms/1/read', () => undefined)
    await useReadingStore().read(1, 4)
    expect(server.requests.map(({ body }) => body)).toEqual([{ seq: 4 }])
    expect(readSeq()).toBe(4)
  })

  test('is unread again when the server could not be told', async () => {
    server.on('PUT /api/rooms/1/read', () => { throw noNetwork() })
    await useReadingStore().read(1, 4)
    expect(readSeq()).toBe(2)
  })

  test('stays read when it was read further meanwhile', async () => {
    server.on('PUT /api/rooms/1/read', () => {
      useRoomsStore().receiveRead(1, 5)
      throw noNetwork()
    })
    await useReadingStore().read(1, 4)
    expect(readSeq()).toBe(5)
  })

  test('is not what was read before, and nothing in a list that does not reach the end', async () => {
    await useReadingStore().read(1, 2)
    await useReadingStore().read(7, 2)
    useMessagesStore().show(1, { messages: messagesFrom(1, 3), hasOlder: false, hasNewer: true, rev: 0 })
    await useReadingStore().read(1, 3)
    expect(server.requests).toEqual([])
    expect(readSeq()).toBe(2)
  })
})

describe('after the connection was lost', () => {
  const room = roomOf({ lastSeq: 5, readSeq: 2 })
  async function comeBack(readSeq: number) {
    server.on('GET /api/rooms', () => ({ rooms: [{ ...room, readSeq, mentionSeqs: [4] }] }))
    useReadingStore().reconcile(await useRoomsStore().load())
  }
  beforeEach(() => {
    useSocketStore().start()
    server.socket.accept()
    useSocketStore().greet()
  })

  test('what was read here, and may not have arrived, is said again', async () => {
    await useReadingStore().read(1, 5)
    await comeBack(2)
    expect(readSeq()).toBe(5)
    expect(server.socket.commands('room.read')).toHaveLength(2)
  })

  test('what somebody marked as unread elsewhere is unread here', async () => {
    await useReadingStore().read(1, 5)
    createServerEventHandler()({ type: 'room.read', roomId: 1, userId: ada.id, seq: 5 })
    await comeBack(3)
    expect(useRoomsStore().byId[1]).toMatchObject({ readSeq: 3, mentions: 1 })
    await useReadingStore().read(1, 5)
    expect(readSeq(), 'as long as one looks at it').toBe(3)
  })

  test('what is read while the rooms are on their way stays read', async () => {
    server.on('GET /api/rooms', () => {
      useRoomsStore().receiveRead(1, 4)
      return { rooms: [room] }
    })
    expect(await useRoomsStore().load()).toEqual([])
    expect(readSeq()).toBe(4)
  })
})

describe('what is unread again', () => {
  test('stays so while one looks at it, until the room is opened anew', async () => {
    const bodies: unknown[] = []
    server.on('PUT /api/rooms/1/unread', ({ body }) => void bodies.push(body))
    server.on('PUT /api/rooms/1/read', () => undefined)
    await useReadingStore().unread(1, 2)
    expect(bodies).toEqual([{ seq: 2 }])
    expect(readSeq()).toBe(1)
    await useReadingStore().read(1, 5)
    expect(readSeq()).toBe(1)
    useReadingStore().release(1)
    await useReadingStore().read(1, 5)
    expect(readSeq()).toBe(5)
  })

  test('in another browser is unread here', async () => {
    useReadingStore().receiveUnread(1, 1)
    await useReadingStore().read(1, 5)
    expect(readSeq()).toBe(1)
    expect(server.requests).toEqual([])
  })

  test('is not when the server could not be told', async () => {
    server.on('PUT /api/rooms/1/unread', () => { throw noNetwork() })
    await expect(useReadingStore().unread(1, 2)).rejects.toThrow()
    expect(readSeq()).toBe(2)
  })
})

test('all rooms are read at once', async () => {
  useRoomsStore().receive(roomOf({ id: 2, lastSeq: 9, readSeq: 1, mentions: 1, mentionSeqs: [3] }))
  server.on('PUT /api/reads', () => undefined)
  await useReadingStore().readAll()
  expect(readSeq()).toBe(5)
  expect(useRoomsStore().byId[2]).toMatchObject({ readSeq: 9, mentions: 0 })
})

describe('how one came out of a room', () => {
  test('is told once, with what was in the composer', () => {
    const exit = useRoomExitStore()
    exit.say(1, 'Lobby', 'half a sentence')
    expect(exit.take()).toEqual({ name: 'Lobby', how: 'out', draft: 'half a sentence' })
    expect(exit.take()).toBeUndefined()
  })

  test('is one\'s own doing when one did it here', async () => {
    const exit = useRoomExitStore()
    await exit.during(1, 'left', () => Promise.resolve())
    exit.say(1, 'Lobby', '')
    expect(exit.take()?.how).toBe('left')
    exit.say(1, 'Lobby', '')
    expect(exit.take()?.how).toBe('out')
  })

  test('is not one\'s own doing when that failed', async () => {
    const exit = useRoomExitStore()
    await expect(exit.during(1, 'deleted', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    exit.say(1, 'Lobby', '')
    expect(exit.take()?.how).toBe('out')
  })
})
