import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ada, grace, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo, navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { noNetwork, problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient({ user: null }).server
})

describe('who one is', () => {
  test('is what the server says, and nobody without a session', async () => {
    server.on('GET /api/session', () => ({ user: ada }))
    await useSessionStore().load()
    expect(useSessionStore().user).toEqual(ada)
    expect(useUsersStore().byId[ada.id]).toMatchObject({ username: 'ada' })
    server.on('GET /api/session', () => { throw problem('unauthenticated', 401) })
    await useSessionStore().load()
    expect(useSessionStore().user).toBeNull()
  })

  test('is not forgotten because the server cannot be reached', async () => {
    useSessionStore().become(ada)
    server.on('GET /api/session', () => { throw noNetwork() })
    await expect(useSessionStore().load()).rejects.toMatchObject({ code: 'offline' })
    expect(useSessionStore().user).toEqual(ada)
  })

  test('stands in every request, so that another person\'s cookie does not answer it', async () => {
    server.on('GET /api/session', () => ({ user: ada }))
    await useSessionStore().load()
    await useSessionStore().load()
    expect(server.requests.map(({ headers }) => headers)).toEqual([{}, { 'plaza-user': '1' }])
  })
})

describe('ways in', () => {
  test('a guest is in with a name, and in the square at once', async () => {
    const square = roomOf({ square: true })
    server.on('POST /api/guests', ({ body }) => ({ user: { ...ada, ...body as object, kind: 'guest' }, room: square }))
    const room = await useSessionStore().enter({ username: 'augusta' })
    expect(room?.square).toBe(true)
    expect(useRoomsStore().byId[1]).toBeDefined()
    expect(useSessionStore().user?.username).toBe('augusta')
  })

  test.each([
    ['logIn', 'POST /api/session'], ['register', 'POST /api/users'], ['setUp', 'POST /api/setup'],
    ['claim', 'POST /api/guests/claim'], ['rename', 'PATCH /api/account'],
  ] as const)('%s makes the answer who one is', async (name, route) => {
    server.on(route, () => ({ user: ada }))
    await (useSessionStore()[name] as (fields: object) => Promise<unknown>)({})
    expect(useSessionStore().user).toEqual(ada)
  })

  test('a login that is refused leaves everything as it was', async () => {
    server.on('POST /api/session', () => { throw problem('unauthenticated', 401) })
    const login = useSessionStore().logIn({ login: 'ada', password: 'wrong' })
    await expect(login).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(useSessionStore().user).toBeNull()
  })
})

describe('the end of a session', () => {
  const work = { close: vi.fn(), purge: vi.fn() }

  beforeEach(() => {
    useSessionStore().become(ada)
    useSessionStore().whenOver(work)
  })

  test('log-out purges what is kept for this person, and leaves by a full load', async () => {
    server.on('DELETE /api/session', () => undefined)
    await useSessionStore().logOut()
    expect(work.purge).toHaveBeenCalledExactlyOnceWith(ada.id)
    expect(work.close).not.toHaveBeenCalled()
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/', { external: true })
  })

  test('what the server says about it meanwhile is no news', async () => {
    server.on('DELETE /api/session', () => useSessionStore().ended())
    await useSessionStore().logOut()
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/', { external: true })
  })

  test('a log-out that fails ends nothing, and a later end counts', async () => {
    server.on('DELETE /api/session', () => { throw noNetwork() })
    await expect(useSessionStore().logOut()).rejects.toMatchObject({ code: 'offline' })
    expect(work.purge).not.toHaveBeenCalled()
    await useSessionStore().ended()
    expect(work.close).toHaveBeenCalledOnce()
  })

  test('a session that ended elsewhere closes what is kept, and leads back here after the next log-in', async () => {
    goTo('/rooms/7')
    history.replaceState(null, '', '/rooms/7')
    await useSessionStore().ended()
    await useSessionStore().ended()
    expect(work.close).toHaveBeenCalledOnce()
    expect(work.purge).not.toHaveBeenCalled()
    const address = '/login?next=%2Frooms%2F7&error=session_ended'
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith(address, { external: true })
  })

  test('an account that is deleted is a log-out too', async () => {
    server.on('DELETE /api/account', ({ body }) => body)
    await useSessionStore().removeAccount({ password: 'secret' })
    expect(server.requests[0]?.body).toEqual({ password: 'secret' })
    expect(work.purge).toHaveBeenCalledWith(ada.id)
  })

  test('leaving leads to an address of this site only', async () => {
    await useSessionStore().leave('https://evil.example/')
    expect(navigateTo).toHaveBeenCalledWith('/', { external: true })
  })
})

test('a profile that changes is the session\'s only when it is its own', () => {
  const session = useSessionStore()
  session.become(ada)
  session.receive({ ...grace, displayName: 'Somebody' })
  expect(session.user?.displayName).toBe('Ada')
  session.receive({ ...ada, displayName: 'Countess' })
  expect(session.user).toMatchObject({ displayName: 'Countess', email: 'ada@example.org' })
})
