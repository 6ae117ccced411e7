import type { Pinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ada, clientIdOf, grace, messageOf, roomOf, syncedOf } from '../../support/cast'
import { connectTab, newBrowser, openTab, readyFor, settled } from '../../support/client'
import { navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { fakeServer, noNetwork, problem } from '../../support/transport'

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const synced = (lastSeq: number) =>
  ({ type: 'synced' as const, rooms: [syncedOf({ lastSeq, unread: lastSeq })] })
const created = (seq: number) => ({ type: 'message.created' as const, message: messageOf(seq), user: grace })

let server: FakeServer
let tab: Pinia

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
  server = fakeServer()
  server.on('GET /api/rooms', () => ({ rooms: [roomOf()] }))
  newBrowser()
  tab = await openTab({ rooms: [roomOf()] })
})

const connection = () => useConnectionStore(tab)

/** The connection is lost, and comes back after so many milliseconds. */
async function away(ms: number) {
  server.socket.drop()
  await pass(ms)
  server.sockets.at(-1)?.accept()
  server.socket.emit(readyFor())
  await settled()
}

describe('what is said', () => {
  test('a connection that works is not worth a word', async () => {
    connectTab(server, tab)
    await pass(60_000)
    expect(connection().notice).toBe('none')
    expect(connection().reachable).toBe(true)
  })

  test('a first connection that takes long is on its way, not lost, and nobody is back from anywhere', async () => {
    connection().start()
    await pass(2_000)
    expect(connection().notice).toBe('connecting')
    server.socket.accept()
    server.socket.emit(readyFor(), synced(0))
    await pass(300)
    expect(connection().notice).toBe('none')
    server.socket.drop()
    await pass(2_000)
    expect(connection().notice).toBe('reconnecting')
  })

  test('nothing of a break under two seconds, and nothing once it is over', async () => {
    connectTab(server, tab)
    server.socket.emit(synced(0))
    await pass(300)
    await away(1_900)
    expect(connection().notice).toBe('none')
    server.socket.emit(synced(0))
    await pass(300)
    expect(connection().notice).toBe('none')
  })

  test('a longer break is said, and how many messages came in it', async () => {
    connectTab(server, tab)
    server.socket.emit(synced(0))
    await pass(300)
    await away(3_000)
    expect(connection().notice).toBe('reconnecting')
    server.socket.emit(synced(2), created(1), created(2))
    await pass(300)
    expect(connection().notice).toBe('back')
    expect(connection().received).toBe(2)
    await pass(5_000)
    expect(connection().notice).toBe('none')
  })

  test('an answer about some rooms does not put off what is said about all', async () => {
    connectTab(server, tab)
    server.socket.emit(synced(0))
    await pass(300)
    await away(3_000)
    server.socket.emit(synced(0))
    await pass(200)
    server.socket.emit(synced(0))
    await pass(100)
    expect(connection().notice).toBe('back')
  })

  test('a message of one\'s own is not one that was received', async () => {
    useMessagesStore(tab).show(1, { messages: [], hasOlder: false, hasNewer: false, rev: 0 })
    connectTab(server, tab)
    server.socket.emit(synced(0))
    await pass(300)
    server.socket.drop()
    server.on('POST /api/rooms/1/messages', () => { throw noNetwork() })
    await useOutboxStore(tab).add(1, { clientId: clientIdOf(1), body: 'mine' })
    await settled()
    await pass(3_000)
    server.socket.accept()
    server.socket.emit(readyFor())
    await settled()
    server.socket.emit(synced(0))
    await settled()
    const createdAt = '2026-01-02T03:04:05.678Z'
    server.socket.emit({ type: 'message.acked', clientId: clientIdOf(1), roomId: 1, seq: 1, createdAt })
    await pass(300)
    expect(connection().notice).toBe('back')
    expect(connection().received).toBe(0)
  })

  test('a connection that stays silent is doubted after two seconds, until it answers', async () => {
    const socket = connectTab(server, tab)
    socket.silent = true
    await pass(20_000)
    expect(socket.commands('ping')).toHaveLength(1)
    await pass(2_000)
    expect(connection().notice).toBe('reconnecting')
    socket.emit({ type: 'pong', id: socket.commands('ping')[0]!.id })
    expect(connection().notice).toBe('none')
  })

  test('what was on its way when the network was lost does not make a connection look alive', async () => {
    const socket = connectTab(server, tab)
    socket.silent = true
    window.dispatchEvent(new Event('offline'))
    socket.emit(created(1))
    await pass(2_000)
    expect(connection().notice).toBe('reconnecting')
    await pass(1_000)
    expect(useSocketStore(tab).live).toBe(false)
  })

  test('a connection that is slow to answer is kept for as long as something comes', async () => {
    const socket = connectTab(server, tab)
    socket.silent = true
    window.dispatchEvent(new Event('offline'))
    for (let n = 1; n <= 4; n++) {
      await pass(2_500)
      socket.emit(created(n))
    }
    expect(connection().notice).toBe('reconnecting')
    socket.emit({ type: 'pong', id: socket.commands('ping')[0]!.id })
    expect(connection().notice).toBe('none')
    expect(useSocketStore(tab).live).toBe(true)
  })

  test('a connection that answers no ping is replaced', async () => {
    connectTab(server, tab).silent = true
    await pass(30_000)
    expect(useSocketStore(tab).live).toBe(false)
    await pass(500)
    expect(server.sockets).toHaveLength(2)
  })
})

describe('polling', () => {
  test('helps out after ten seconds without a socket, and is said only while it works', async () => {
    connection().start()
    await pass(9_999)
    expect(server.requests).toEqual([])
    await pass(1)
    await settled()
    expect(connection().notice).toBe('polling')
    expect(connection().reachable).toBe(true)
    server.on('GET /api/rooms', () => { throw noNetwork() })
    await pass(3_000)
    await settled()
    expect(connection().notice).toBe('reconnecting')
    expect(connection().reachable).toBe(false)
  })

  test('brings the new messages of the open rooms every three seconds', async () => {
    useMessagesStore(tab).show(1, { messages: [], hasOlder: false, hasNewer: false, rev: 0 })
    server.on('GET /api/rooms', () => ({ rooms: [roomOf({ lastSeq: 1, lastMessage: messageOf(1) })] }))
    server.on('GET /api/rooms/1/messages', () => ({ messages: [messageOf(1)], users: [grace], hasMore: false }))
    connection().start()
    await pass(10_000)
    await settled()
    expect(useMessagesStore(tab).lastSeq(1)).toBe(1)
    await pass(6_000)
    expect(server.requestsOf('GET /api/rooms')).toHaveLength(3)
    expect(server.requestsOf('GET /api/rooms/1/messages')).toHaveLength(1)
  })

  test('finds deletions where the room says that something changed', async () => {
    useMessagesStore(tab).show(1, { messages: [messageOf(1)], hasOlder: false, hasNewer: false, rev: 0 })
    server.on('GET /api/rooms', () => ({ rooms: [roomOf({ lastSeq: 1, rev: 1 })] }))
    const tombstone = messageOf(1, { body: null })
    server.on('GET /api/rooms/1/messages', () => ({ messages: [tombstone], users: [], hasMore: false }))
    connection().start()
    await pass(10_000)
    await settled()
    expect(useMessagesStore(tab).find(1, 1)?.body).toBeNull()
    await pass(6_000)
    expect(server.requestsOf('GET /api/rooms/1/messages')).toHaveLength(1)
  })

  test('ends with the socket', async () => {
    connection().start()
    await pass(10_000)
    await settled()
    // The socket that did not open in time is given up for the next one.
    await pass(250)
    server.socket.accept()
    server.socket.emit(readyFor())
    const before = server.requests.length
    await pass(30_000)
    expect(server.requests.length).toBe(before)
    expect(usePollingStore(tab).active).toBe(false)
  })

  test('hears that the session is over', async () => {
    server.on('GET /api/rooms', () => { throw problem('unauthenticated', 401) })
    connection().start()
    await pass(10_000)
    await settled()
    expect(navigateTo).toHaveBeenCalledWith(expect.stringContaining('error=session_ended'), { external: true })
  })
})

describe('a new connection', () => {
  test('asks what each room missed, and loads the rooms again only when there was one before', async () => {
    const first = connectTab(server, tab)
    expect(server.requests).toEqual([])
    expect(first.commands('sync')).toEqual([{ type: 'sync', id: 1, cursors: { 1: { seq: 0, rev: 0 } } }])
    await away(3_000)
    expect(server.requestsOf('GET /api/rooms')).toHaveLength(1)
    expect(server.socket.commands('sync')).toHaveLength(1)
  })

  test('asks whether there are more rooms than the list has, and loads them where there are', async () => {
    useRoomsStore(tab).loaded = true
    const first = connectTab(server, tab)
    expect(first.commands('sync')).toEqual([{ type: 'sync', id: 1, cursors: { 1: { seq: 0, rev: 0 } }, all: true }])
    server.on('GET /api/rooms', () => ({ rooms: [roomOf(), roomOf({ id: 2, name: 'Joined meanwhile' })] }))
    first.emit({ type: 'synced', rooms: [syncedOf()] })
    await settled()
    expect(server.requestsOf('GET /api/rooms')).toEqual([])
    first.emit({ type: 'synced', rooms: [syncedOf()], others: [2] })
    await settled()
    expect(server.requestsOf('GET /api/rooms')).toHaveLength(1)
    expect(useRoomsStore(tab).list.map(room => room.name)).toContain('Joined meanwhile')
  })

  test('does not load what it was told of in between', async () => {
    useRoomsStore(tab).loaded = true
    const first = connectTab(server, tab)
    first.emit({ type: 'room.joined', room: roomOf({ id: 2 }) }, { type: 'synced', rooms: [syncedOf()], others: [2] })
    await settled()
    expect(server.requestsOf('GET /api/rooms')).toEqual([])
  })

  test('of somebody with more rooms than one question takes loads them, and asks for each', async () => {
    const all = Array.from({ length: 501 }, (_, n) => roomOf({ id: n + 1 }))
    server.on('GET /api/rooms', () => ({ rooms: all }))
    all.slice(1).forEach(room => useRoomsStore(tab).receive(room))
    const socket = connectTab(server, tab)
    await settled()
    expect(server.requestsOf('GET /api/rooms')).toHaveLength(1)
    const asked = socket.commands('sync')
    expect(asked.map(({ cursors }) => Object.keys(cursors).length)).toEqual([500, 1])
    expect(asked.filter(({ all }) => all)).toEqual([])
  })

  test('asks again where the server could not say what was missed', async () => {
    const first = connectTab(server, tab)
    first.emit({ type: 'command.failed', ref: 'sync', code: 'rate_limited', retryAfter: 4 })
    await pass(5_999)
    expect(first.commands('sync')).toHaveLength(1)
    await pass(1)
    expect(first.commands('sync')).toHaveLength(2)
  })

  test('asks less and less often while the server can say nothing, and at once when it can again', async () => {
    const first = connectTab(server, tab)
    const refuse = () => first.emit({ type: 'command.failed', ref: 'sync', code: 'unavailable', retryAfter: 1 })
    for (const [count, seconds] of [1, 2, 4, 8, 16, 32, 32].entries()) {
      refuse()
      await pass(seconds * 1_500 - 1)
      expect(first.commands('sync')).toHaveLength(count + 1)
      await pass(1)
      expect(first.commands('sync')).toHaveLength(count + 2)
    }
    first.emit(synced(0))
    refuse()
    await pass(1_500)
    expect(first.commands('sync')).toHaveLength(9)
  })

  test('of another person ends this session: nothing on the screen is theirs', async () => {
    connection().start()
    server.socket.accept()
    server.socket.emit(readyFor({ ...ada, id: 9 }), { type: 'room.left', roomId: 1 })
    expect(useSocketStore(tab).live).toBe(false)
    expect(navigateTo).toHaveBeenCalledWith(expect.stringContaining('/login'), { external: true })
    expect(useRoomsStore(tab).byId[1]).toBeDefined()
  })

  test('that the server ends for good is not opened again', async () => {
    connectTab(server, tab)
    server.socket.drop(4401)
    await pass(60_000)
    expect(server.sockets).toHaveLength(1)
    expect(navigateTo).toHaveBeenCalled()
  })

  test('is tried with longer and longer pauses, and at once when the network is back', async () => {
    connection().start()
    for (const wait of [250, 500, 1_000, 2_000]) {
      const before = server.sockets.length
      server.socket.drop(1006)
      await pass(wait - 1)
      expect(server.sockets).toHaveLength(before)
      await pass(1)
      expect(server.sockets).toHaveLength(before + 1)
    }
    server.socket.drop(1006)
    window.dispatchEvent(new Event('online'))
    expect(server.sockets).toHaveLength(6)
  })

  test('sends nothing before the server has greeted it', () => {
    connection().start()
    server.socket.accept()
    expect(useSocketStore(tab).send({ type: 'room.typing', roomId: 1 })).toBe(false)
    server.socket.emit(readyFor())
    expect(useSocketStore(tab).send({ type: 'room.typing', roomId: 1 })).toBe(true)
  })

  test('that is stopped sends, says and asks nothing more', async () => {
    connectTab(server, tab)
    const socket = server.socket
    connection().stop()
    socket.emit({ type: 'room.left', roomId: 1 })
    await pass(60_000)
    expect(useRoomsStore(tab).byId[1]).toBeDefined()
    expect(connection().notice).toBe('none')
    expect(server.sockets).toHaveLength(1)
  })
})
