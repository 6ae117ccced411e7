import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createServerEventHandler } from '~/events/serverEvents'
import { grace, mallory } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer, FakeSocket } from '../../support/transport'
import { noNetwork } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

describe('people', () => {
  test('somebody who is met several times at once is fetched once', async () => {
    server.on('GET /api/users/2', () => ({ user: grace }))
    const users = useUsersStore()
    await Promise.all([users.meet(2), users.meet(2)])
    await users.meet(2)
    expect(users.byId[2]).toEqual(grace)
    expect(server.requests).toHaveLength(1)
  })

  test('who comes again as before stays the same object, and who has changed does not', () => {
    const users = useUsersStore()
    users.receive(grace)
    const known = users.byId[2]
    users.receive({ ...grace })
    expect(users.byId[2]).toBe(known)
    users.receive({ ...grace, displayName: 'Rear Admiral' })
    expect(users.byId[2]?.displayName).toBe('Rear Admiral')
    users.receive(grace)
    users.receive({ ...grace, deleted: true })
    expect(users.byId[2]?.deleted).toBe(true)
  })

  test('who could not be fetched is fetched when they are next met', async () => {
    const users = useUsersStore()
    server.on('GET /api/users/2', () => { throw noNetwork() })
    await users.meet(2)
    expect(users.byId[2]).toBeUndefined()
    server.on('GET /api/users/2', () => ({ user: grace }))
    await users.meet(2)
    expect(users.byId[2]).toEqual(grace)
  })

  test('a search knows whom it found, also afterwards', async () => {
    server.on('GET /api/users', ({ query }) => ({ users: query?.query === 'gra' ? [grace] : [mallory] }))
    const users = useUsersStore()
    expect(await users.search('gra')).toEqual([grace])
    expect(await users.find('mal')).toEqual([mallory])
    expect(users.found).toEqual([grace])
    expect(Object.keys(users.byId)).toEqual(expect.arrayContaining(['2', '3']))
  })
})

describe('presence', () => {
  let socket: FakeSocket
  const watched = () => socket.commands('presence.watch').map(({ userIds }) => userIds)

  beforeEach(() => {
    useSocketStore().start()
    socket = server.socket
    socket.accept()
    useSocketStore().greet()
  })

  test('is asked for everybody on the screen, each once, and only when that changes', () => {
    const presence = usePresenceStore()
    presence.watch('list', [3, 2])
    presence.watch('panel', [2])
    presence.watch('panel', [4])
    expect(watched()).toEqual([[2, 3], [2, 3, 4]])
  })

  test('is asked for 200 people at most', () => {
    usePresenceStore().watch('list', Array.from({ length: 300 }, (_, index) => index + 1))
    expect(watched()[0]).toHaveLength(200)
  })

  test('is asked for again over a new connection, which knows nothing of the last one', () => {
    const presence = usePresenceStore()
    presence.watch('list', [2])
    presence.restart()
    expect(watched()).toEqual([[2], [2]])
  })

  test('is asked for again when the server could not answer, but not when it will never', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const receive = createServerEventHandler()
    usePresenceStore().watch('list', [2])
    receive({ type: 'command.failed', ref: 'presence.watch', code: 'unavailable', retryAfter: 1 })
    vi.advanceTimersByTime(900)
    expect(watched()).toEqual([[2]])
    vi.advanceTimersByTime(1_100)
    expect(watched()).toEqual([[2], [2]])
    receive({ type: 'command.failed', ref: 'presence.watch', code: 'internal' })
    vi.advanceTimersByTime(1_000)
    expect(watched()).toEqual([[2], [2], [2]])
    receive({ type: 'command.failed', ref: 'presence.watch', code: 'bad_field' })
    vi.advanceTimersByTime(60_000)
    expect(watched()).toHaveLength(3)
  })

  test('that could not be asked for is asked for with the next connection', () => {
    socket.drop()
    usePresenceStore().watch('list', [2])
    expect(watched()).toEqual([])
    useSocketStore().start()
    socket = server.socket
    socket.accept()
    useSocketStore().greet()
    usePresenceStore().restart()
    expect(watched()).toEqual([[2]])
  })
})

test('a state that a newer server knows is somebody who is there', () => {
  usePresenceStore().receive(2, { status: 'dancing' as never, text: 'Tango' })
  expect(usePresenceStore().of(2)).toMatchObject({ status: 'online', text: 'Tango' })
  expect(usePresenceStore().of(undefined)).toBeUndefined()
})
