import type { Pinia } from 'pinia'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { EventOf } from '#shared/protocol/event'
import { OutboxDatabase } from '~/utils/outboxDatabase'
import { ada, clientIdOf, grace, messageOf, roomOf, syncedOf } from '../../support/cast'
import { connectTab, newBrowser, openTab, settled, until } from '../../support/client'
import { noLocks } from '../../support/locks'
import { navigateTo } from '../../support/nuxt'
import type { FakeServer, FakeSocket } from '../../support/transport'
import { fakeServer, noNetwork, problem } from '../../support/transport'

const at = '2026-01-02T03:04:05.678Z'
const write = (number: number, body = `text ${number}`) => ({ clientId: clientIdOf(number), body })
const ack = (number: number, seq: number): EventOf<'message.acked'> =>
  ({ type: 'message.acked', clientId: clientIdOf(number), roomId: 1, seq, createdAt: at })
/** A message of ada's as the server has stored it. */
const storedAs = (number: number, seq: number) =>
  messageOf(seq, { authorId: ada.id, clientId: clientIdOf(number), body: `text ${number}` })
const waiting = (tab: Pinia) => useOutboxStore(tab).entries.map(({ body }) => body)
const shown = (tab: Pinia) => useMessagesStore(tab).byRoom[1]?.messages.map(({ body }) => body)
const sent = (socket: FakeSocket) => socket.commands('message.send').map(({ body }) => body)

let server: FakeServer

beforeEach(() => {
  server = fakeServer()
  newBrowser()
})

/** A tab in the lobby, with its empty list. */
async function tabInLobby(): Promise<Pinia> {
  const tab = await openTab({ rooms: [roomOf()] })
  useMessagesStore(tab).show(1, { messages: [], hasOlder: false, hasNewer: false, rev: 0 })
  return tab
}

describe('one tab', () => {
  test('messages go out one at a time, in order, and move into the room with their ack', async () => {
    const tab = await tabInLobby()
    const socket = connectTab(server, tab)
    const outbox = useOutboxStore(tab)
    await Promise.all([outbox.add(1, write(1)), outbox.add(1, write(2))])
    await until(() => expect(sent(socket)).toEqual(['text 1']))
    expect(waiting(tab)).toEqual(['text 1', 'text 2'])
    socket.emit(ack(1, 1))
    expect(shown(tab)).toEqual(['text 1'])
    await until(() => expect(sent(socket)).toEqual(['text 1', 'text 2']))
    socket.emit(ack(2, 2))
    expect(shown(tab)).toEqual(['text 1', 'text 2'])
    expect(waiting(tab)).toEqual([])
  })

  test('an ack and the event of the same message are one message, whichever comes first', async () => {
    const tab = await tabInLobby()
    const socket = connectTab(server, tab)
    await useOutboxStore(tab).add(1, write(1))
    await until(() => expect(sent(socket)).toHaveLength(1))
    socket.emit({ type: 'message.created', message: storedAs(1, 1) }, ack(1, 1))
    expect(shown(tab)).toEqual(['text 1'])
    expect(waiting(tab)).toEqual([])
    expect(useRoomsStore(tab).byId[1]).toMatchObject({ lastSeq: 1, readSeq: 1 })
  })
})

describe('what comes in the way', () => {
  test('an ack that got lost with its connection is asked for again over the next one, under the same id', async () => {
    const tab = await tabInLobby()
    server.on('GET /api/rooms', () => ({ rooms: [roomOf()] }))
    const first = connectTab(server, tab)
    await useOutboxStore(tab).add(1, write(1))
    await until(() => expect(sent(first)).toHaveLength(1))
    first.drop()
    const second = connectTab(server, tab)
    await until(() => expect(second.commands('sync')).toHaveLength(1))
    second.emit({ type: 'synced', rooms: [syncedOf()] })
    await until(() => expect(second.commands('message.send')).toHaveLength(1))
    expect(second.commands('message.send')[0]?.clientId).toBe(clientIdOf(1))
    second.emit(ack(1, 1))
    expect(shown(tab)).toEqual(['text 1'])
  })

  test('without a socket messages go over HTTP', async () => {
    const tab = await tabInLobby()
    server.on('POST /api/rooms/1/messages', () => ({ message: storedAs(1, 1) }))
    await useOutboxStore(tab).add(1, write(1))
    await until(() => expect(shown(tab)).toEqual(['text 1']))
    expect(waiting(tab)).toEqual([])
  })

  test('a failure that passes keeps the message in line and says why; nothing overtakes it', async () => {
    const tab = await tabInLobby()
    server.on('POST /api/rooms/1/messages', () => { throw problem('busy', 503) })
    await useOutboxStore(tab).add(1, write(1))
    await useOutboxStore(tab).add(1, write(2))
    await until(() => expect(useOutboxStore(tab).entries[0]).toMatchObject({ state: 'queued', code: 'busy' }))
    await settled()
    expect(server.requestsOf('POST /api/rooms/1/messages').map(({ body }) => body)).toMatchObject([{ body: 'text 1' }])
  })

  test('a refusal stays until somebody tries again; the next message goes out meanwhile', async () => {
    const tab = await tabInLobby()
    const socket = connectTab(server, tab)
    await useOutboxStore(tab).add(1, write(1))
    await useOutboxStore(tab).add(1, write(2))
    await until(() => expect(sent(socket)).toEqual(['text 1']))
    socket.emit({ type: 'command.failed', clientId: clientIdOf(1), code: 'forbidden' })
    await until(() => expect(sent(socket)).toEqual(['text 1', 'text 2']))
    expect(useOutboxStore(tab).entries[0]).toMatchObject({ state: 'failed', code: 'forbidden' })
    socket.emit(ack(2, 1))
    useOutboxStore(tab).retry(clientIdOf(1))
    await until(() => expect(sent(socket)).toEqual(['text 1', 'text 2', 'text 1']))
  })

  test('a message that is discarded never comes back, whatever is read or heard later', async () => {
    const tab = await tabInLobby()
    const outbox = useOutboxStore(tab)
    server.on('POST /api/rooms/1/messages', () => { throw problem('forbidden', 403) })
    await outbox.add(1, write(1))
    await until(() => expect(outbox.entries[0]?.state).toBe('failed'))
    const reading = outbox.refresh()
    outbox.discard(clientIdOf(1))
    await reading
    await outbox.refresh()
    await outbox.add(1, write(1))
    expect(waiting(tab)).toEqual([])
  })

  test('a reading that is older than what the person did since changes nothing', async () => {
    const tab = await tabInLobby()
    const outbox = useOutboxStore(tab)
    server.on('POST /api/rooms/1/messages', () => { throw problem('forbidden', 403) })
    await outbox.add(1, write(1))
    await until(() => expect(outbox.entries[0]?.state).toBe('failed'))
    await settled()
    server.on('POST /api/rooms/1/messages', () => new Promise(() => {}))
    const reading = outbox.refresh()
    outbox.retry(clientIdOf(1))
    await reading
    expect(outbox.entries[0]?.state).toBe('queued')
  })

  test('what is on its way over this connection is not sent again when everything else is', async () => {
    const tab = await tabInLobby()
    const socket = connectTab(server, tab)
    await useOutboxStore(tab).add(1, write(1))
    await until(() => expect(sent(socket)).toEqual(['text 1']))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    useOutboxStore(tab).resume()
    await vi.advanceTimersByTimeAsync(1_000)
    await settled()
    expect(sent(socket)).toEqual(['text 1'])
  })

  test('nothing goes out in the name of another person', async () => {
    const tab = await tabInLobby()
    const socket = connectTab(server, tab)
    useSessionStore(tab).become({ ...ada, id: 9 })
    await useOutboxStore(tab).open(ada.id)
    const list = useOutboxEntriesStore(tab)
    list.all = [{ ...write(1), roomId: 1, authorId: ada.id, createdAt: at, state: 'queued' }]
    useDeliveryStore(tab).wake(1)
    await settled()
    expect(sent(socket)).toEqual([])
  })

  test('a session that is over ends the sending; what was not sent waits for its author', async () => {
    const tab = await tabInLobby()
    server.on('POST /api/rooms/1/messages', () => { throw problem('unauthenticated', 401) })
    await useOutboxStore(tab).add(1, write(1))
    await until(() => expect(navigateTo).toHaveBeenCalledWith(expect.stringContaining('/login'), { external: true }))
    expect(waiting(tab)).toEqual([])
    const back = await openTab({ rooms: [roomOf()] })
    expect(waiting(back)).toEqual(['text 1'])
  })
})

describe('a reload', () => {
  test('what waits is there again, in the order of writing', async () => {
    const before = await tabInLobby()
    server.on('POST /api/rooms/1/messages', () => { throw noNetwork() })
    for (const number of [1, 2, 3]) await useOutboxStore(before).add(1, write(number))
    const after = await openTab({ rooms: [roomOf()] })
    expect(waiting(after)).toEqual(['text 1', 'text 2', 'text 3'])
  })

  test('a message whose ack was lost shows once: what is in the list leaves the outbox', async () => {
    const before = await tabInLobby()
    const socket = connectTab(server, before)
    await useOutboxStore(before).add(1, write(1))
    await until(() => expect(sent(socket)).toHaveLength(1))
    useDeliveryStore(before).stop()
    const after = await openTab({ rooms: [roomOf({ lastSeq: 1 })] })
    server.on('GET /api/rooms/1/messages', () => ({ messages: [storedAs(1, 1)], users: [], hasMore: false }))
    await useHistoryStore(after).open(1)
    expect(waiting(after)).toEqual([])
    await settled()
    expect(waiting(await openTab({ rooms: [roomOf()] }))).toEqual([])
  })

  test('what waits is neither shown nor sent to the next person', async () => {
    server.on('POST /api/rooms/1/messages', () => { throw noNetwork() })
    const ofAda = await tabInLobby()
    await useOutboxStore(ofAda).add(1, write(1))
    useOutboxStore(ofAda).close()
    const ofGrace = await openTab({ user: grace, rooms: [roomOf()] })
    expect(waiting(ofGrace)).toEqual([])
  })

  test('logging out takes along what was not sent', async () => {
    server.on('POST /api/rooms/1/messages', () => { throw noNetwork() })
    server.on('DELETE /api/session', () => undefined)
    const tab = await tabInLobby()
    await useOutboxStore(tab).add(1, write(1))
    await useSessionStore(tab).logOut()
    expect(waiting(await openTab({ rooms: [roomOf()] }))).toEqual([])
  })
})

describe('a browser that keeps nothing', () => {
  test('messages wait in the tab and go out in order', async () => {
    vi.stubGlobal('indexedDB', { open: () => { throw new DOMException('no', 'SecurityError') } })
    const tab = await tabInLobby()
    const socket = connectTab(server, tab)
    const outbox = useOutboxStore(tab)
    await Promise.all([outbox.add(1, write(1)), outbox.add(1, write(2))])
    expect(outbox.unsent.every(entry => !entry.position)).toBe(true)
    await until(() => expect(sent(socket)).toEqual(['text 1']))
    socket.emit(ack(1, 1))
    await until(() => expect(sent(socket)).toEqual(['text 1', 'text 2']))
  })
})

describe('a browser that keeps something only', () => {
  test('keeps no message that follows one it could not keep: after a reload it would overtake', async () => {
    server.on('POST /api/rooms/1/messages', () => new Promise(() => {}))
    const tab = await tabInLobby()
    const outbox = useOutboxStore(tab)
    vi.spyOn(OutboxDatabase.prototype, 'add').mockResolvedValueOnce(undefined)
    await outbox.add(1, write(1))
    await outbox.add(1, write(2))
    await outbox.add(2, write(3))
    const kept = outbox.entries.filter(({ position }) => position)
    expect(kept.map(({ body }) => body)).toEqual(['text 3'])
    vi.restoreAllMocks()
  })
})

describe('two tabs', () => {
  test('one sends at a time, and both show where each message is', async () => {
    const [left, right] = [await tabInLobby(), await tabInLobby()]
    const [fromLeft, fromRight] = [connectTab(server, left), connectTab(server, right)]
    await useOutboxStore(left).add(1, write(1))
    await useOutboxStore(right).add(1, write(2))
    await until(() => expect(waiting(left)).toEqual(['text 1', 'text 2']))
    await settled()
    expect([...sent(fromLeft), ...sent(fromRight)]).toEqual(['text 1'])
    const first = sent(fromLeft).length ? fromLeft : fromRight
    first.emit(ack(1, 1))
    await until(() => expect([...sent(fromLeft), ...sent(fromRight)].sort()).toEqual(['text 1', 'text 2']))
    expect(shown(left)).toEqual(['text 1'])
    expect(shown(right)).toEqual(['text 1'])
  })

  test('a tab that goes away in the middle of sending leaves everything to the other one', async () => {
    const [left, right] = [await tabInLobby(), await tabInLobby()]
    const [fromLeft, fromRight] = [connectTab(server, left), connectTab(server, right)]
    await useOutboxStore(left).add(1, write(1))
    await until(() => expect(sent(fromLeft)).toEqual(['text 1']))
    useOutboxStore(left).close()
    await until(() => expect(sent(fromRight)).toEqual(['text 1']))
    expect(fromRight.commands('message.send')[0]?.clientId).toBe(fromLeft.commands('message.send')[0]?.clientId)
  })

  test('what one tab discards is gone in the other', async () => {
    server.on('POST /api/rooms/1/messages', () => { throw problem('forbidden', 403) })
    const [left, right] = [await tabInLobby(), await tabInLobby()]
    await useOutboxStore(left).add(1, write(1))
    await until(() => expect(useOutboxStore(right).entries[0]?.state).toBe('failed'))
    useOutboxStore(right).discard(clientIdOf(1))
    await until(() => expect(waiting(left)).toEqual([]))
  })

  test('without Web Locks a tab sends another tab\'s message only after that tab had its chance', async () => {
    noLocks()
    server.on('POST /api/rooms/1/messages', () => new Promise(() => {}))
    const [left, right] = [await tabInLobby(), await tabInLobby()]
    await useOutboxStore(left).add(1, write(1))
    await until(() => expect(server.requestsOf('POST /api/rooms/1/messages')).toHaveLength(1))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await useOutboxStore(right).refresh()
    await settled()
    expect(server.requestsOf('POST /api/rooms/1/messages')).toHaveLength(1)
  })
})
