import { flushPromises } from '@vue/test-utils'
import { ref } from 'vue'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { ada, grace, mallory, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo, navigateTo, useColorMode, useRouter } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'
import { withSetup } from '../../support/within'

const query = ref('')
const close = vi.fn()
let server: FakeServer

beforeEach(() => {
  query.value = ''
  server = openClient().server
  server.on('GET /api/rooms/directory', () => ({ rooms: [] }))
  server.on('GET /api/users', () => ({ users: [] }))
  Object.assign(useRouter(), { resolve: () => ({ matched: [] }) })
})

const open = () => withSetup(() => usePalette(() => query.value, close)).result
type Palette = ReturnType<typeof open>
const labels = (palette: Palette, key: string) =>
  palette.sections.value.find(section => section.key === key)?.items.map(item => item.label) ?? []
const itemOf = (palette: Palette, label: string) => palette.items.value.find(item => item.label === label)!

async function ask(palette: Palette, text: string) {
  query.value = text
  await palette.search.start(text)
}

const rooms = (...names: string[]) =>
  names.forEach((name, index) => useRoomsStore().receive(roomOf({ id: index + 1, name })))

describe('what is found', () => {
  test('comes with the best answer first: a name that begins so, a word that does, anything that has it', async () => {
    rooms('Art history', 'Modern art', 'Go-karts', 'Party', 'Painting')
    const palette = open()
    await ask(palette, 'art')
    expect(labels(palette, 'rooms')).toEqual(['Art history', 'Modern art', 'Party', 'Go-karts'])
  })

  test('does not depend on accents and capitals', async () => {
    rooms('Café')
    const palette = open()
    await ask(palette, 'CAFE')
    expect(labels(palette, 'rooms')).toEqual(['Café'])
  })

  test('is at most seven of a kind', async () => {
    rooms(...Array.from({ length: 9 }, (_, index) => `Room ${index}`))
    const palette = open()
    expect(labels(palette, 'rooms')).toHaveLength(7)
  })

  test('of the kind with the best answer comes first', async () => {
    rooms('Night of settings', 'Lobby')
    const palette = open()
    query.value = 'settings'
    expect(palette.items.value.map(item => item.label)).toEqual(['Settings', 'Night of settings'])
  })

  test('is people and groups too, but neither oneself, guests nor groups one is in', async () => {
    rooms('Garden')
    server.on('GET /api/users', () => ({ users: [ada, grace, { ...mallory, kind: 'guest' }] }))
    server.on('GET /api/rooms/directory', () => ({
      rooms: [roomOf({ id: 1, name: 'Garden' }), roomOf({ id: 7, name: 'Gravel' })],
    }))
    const palette = open()
    await ask(palette, 'gra')
    expect(labels(palette, 'people')).toEqual(['Grace'])
    expect(labels(palette, 'groups')).toEqual(['Gravel'])
    expect(labels(palette, 'rooms')).toEqual([])
    query.value = ''
    expect(labels(palette, 'people')).toEqual([])
    expect(labels(palette, 'groups')).toEqual([])
  })

  test('is a person once: as the room of the two, where there is one', async () => {
    useRoomsStore().receive(roomOf({ id: 5, kind: 'direct', name: null, peer: grace }))
    server.on('GET /api/users', () => ({ users: [grace] }))
    const palette = open()
    await ask(palette, 'gra')
    expect(palette.items.value.map(item => item.label)).toEqual(['Grace'])
    expect(labels(palette, 'rooms')).toEqual(['Grace'])
  })

  test('an answer to what is no longer asked is not shown', async () => {
    let answer = (_found: object) => {}
    server.on('GET /api/users', () => new Promise(resolve => answer = resolve))
    const palette = open()
    const asking = ask(palette, 'gr')
    await flushPromises()
    query.value = 'grace m'
    answer({ users: [grace] })
    await asking
    query.value = 'g'
    expect(labels(palette, 'people')).toEqual([])
  })

  test('guests are not offered people', async () => {
    useSessionStore().become({ ...ada, kind: 'guest' })
    await ask(open(), 'grace')
    expect(server.requestsOf('GET /api/users')).toEqual([])
  })

  test('a search that fails says why, and counts as answered', async () => {
    server.on('GET /api/users', () => { throw problem('unavailable', 503) })
    const palette = open()
    await ask(palette, ' grace ')
    expect(palette.error.value).toContain('cannot do that at the moment')
    expect(palette.answered.value).toBe('grace')
  })

  test('spaces ask nothing', async () => {
    await ask(open(), '  ')
    expect(server.requests).toEqual([])
  })
})

describe('what was used last', () => {
  test('comes first while nothing is typed, but for the room one is in', async () => {
    rooms('Lobby', 'Garden', 'Engine room')
    const palette = open()
    expect(palette.sections.value[0]?.key).toBe('rooms')
    for (const label of ['Lobby', 'Settings', 'Garden']) await palette.run(itemOf(palette, label))
    goTo('/rooms/2', { id: '2' })
    const next = open()
    expect(next.sections.value[0]?.key).toBe('recent')
    expect(labels(next, 'recent')).toEqual(['Settings', 'Lobby'])
    expect(labels(next, 'rooms').toSorted()).toEqual(['Engine room', 'Garden'])
    expect(labels(next, 'actions')).not.toContain('Settings')
  })

  test('comes first among answers that are as good', async () => {
    rooms('Garden east', 'Garden west', 'Old garden')
    const palette = open()
    await palette.run(itemOf(palette, 'Old garden'))
    await palette.run(itemOf(palette, 'Garden west'))
    query.value = 'garden'
    expect(labels(palette, 'rooms')[0]).toBe('Garden west')
    expect(labels(palette, 'rooms')[2]).toBe('Old garden')
  })

  test('of a person is the conversation that began', async () => {
    server.on('GET /api/users', () => ({ users: [grace] }))
    const room = roomOf({ id: 9, kind: 'direct', name: null, peer: grace })
    server.on('POST /api/directs', () => ({ room }))
    const palette = open()
    await ask(palette, 'grace')
    await palette.run(itemOf(palette, 'Grace'))
    useRoomsStore().receive(room)
    query.value = ''
    expect(labels(palette, 'recent')).toEqual(['Grace'])
  })
})

describe('what can be done', () => {
  test.each([
    ['theme', 'Use dark theme'], ['appearance', 'Use dark theme'], ['logout', 'Log out'], ['sign out', 'Log out'],
    ['new group', 'Create a group'], ['channel', 'Create a group'], ['preferences', 'Settings'],
    ['hotkeys', 'Keyboard shortcuts'],
  ])('is found by another word: %s', (typed, label) => {
    const palette = open()
    query.value = typed
    expect(labels(palette, 'actions').some(one => one.startsWith(label))).toBe(true)
  })

  test('has other words for every action', () => {
    useSessionStore().become({ ...ada, role: 'admin' })
    rooms('Lobby')
    goTo('/rooms/1', { id: '1' })
    const palette = open()
    const bare = palette.items.value.filter(({ section, synonyms }) => section === 'actions' && !synonyms?.trim())
    expect(bare.map(({ id }) => id)).toEqual([])
  })

  const actions = () => labels(open(), 'actions')

  test('depends on who asks', () => {
    expect(actions()).toContain('Create a group')
    expect(actions()).not.toContain('Administration')
    useSessionStore().become({ ...ada, role: 'admin' })
    expect(actions()).toEqual(expect.arrayContaining([
      'Administration', 'Administration: People', 'Administration: Support inboxes',
    ]))
    useSessionStore().become({ ...ada, kind: 'guest' })
    expect(actions()).not.toContain('Create a group')
  })

  test('has what is new only when there is something', () => {
    expect(actions()).not.toContain('What’s new')
    useNewsStore().list = [{ key: 'maps', title: 'Maps', body: '', since: '2026-11-01T00:00:00.000Z', seen: true }]
    expect(actions()).toContain('What’s new')
  })

  test('depends on the room that is open', async () => {
    rooms('Lobby')
    expect(actions()).not.toContain('Details of this room')
    goTo('/rooms/1', { id: '1' })
    const palette = open()
    await palette.run(itemOf(palette, 'Details of this room'))
    expect(navigateTo).toHaveBeenCalledWith('/rooms/1?panel=details')
  })

  test('offers the themes that are not in use', async () => {
    const palette = open()
    const themes = ['Use system theme', 'Use light theme', 'Use dark theme']
    expect(labels(palette, 'actions').filter(label => themes.includes(label))).toEqual(themes.slice(1))
    await palette.run(itemOf(palette, 'Use dark theme'))
    expect(useColorMode().preference).toBe('dark')
    expect(navigateTo).not.toHaveBeenCalled()
  })

  test('logging out asks whoever would lose something', async () => {
    server.on('DELETE /api/session', () => undefined)
    useSessionStore().become({ ...ada, kind: 'guest' })
    const asked = open()
    await asked.run(itemOf(asked, 'Log out'))
    expect(server.requestsOf('DELETE /api/session')).toEqual([])

    useSessionStore().become(ada)
    const palette = open()
    await palette.run(itemOf(palette, 'Log out'))
    expect(server.requestsOf('DELETE /api/session')).toHaveLength(1)
  })
})

describe('choosing', () => {
  test('a person opens the conversation', async () => {
    server.on('GET /api/users', () => ({ users: [grace] }))
    server.on('POST /api/directs', () => ({ room: roomOf({ id: 9, kind: 'direct', name: null, peer: grace }) }))
    const palette = open()
    await ask(palette, 'grace')
    await palette.run(itemOf(palette, 'Grace'))
    expect(server.requestsOf('POST /api/directs')[0]?.body).toEqual({ userId: grace.id })
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/9')
  })

  test('a group joins it', async () => {
    server.on('GET /api/rooms/directory', () => ({ rooms: [roomOf({ id: 7, name: 'Gravel' })] }))
    server.on('PUT /api/rooms/7/membership', () => ({ room: roomOf({ id: 7, name: 'Gravel' }) }))
    const palette = open()
    await ask(palette, 'gra')
    await palette.run(itemOf(palette, 'Gravel'))
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/7')
  })

  test('the palette stays until the page\'s code is there, and is gone before the page comes', async () => {
    rooms('Lobby')
    let loaded = () => {}
    const page = vi.fn(() => new Promise<void>(resolve => loaded = resolve))
    Object.assign(useRouter(), { resolve: () => ({ matched: [{ components: { default: page } }] }) })
    const palette = open()
    const running = palette.run(itemOf(palette, 'Lobby'))
    await flushPromises()
    expect(page).toHaveBeenCalledOnce()
    expect(close).not.toHaveBeenCalled()
    navigateTo.mockImplementationOnce(async () => expect(close).toHaveBeenCalledOnce())
    loaded()
    await running
    expect(navigateTo).toHaveBeenCalledOnce()
  })

  test('what is refused is told in the palette, which stays', async () => {
    server.on('GET /api/users', () => ({ users: [grace] }))
    server.on('POST /api/directs', () => { throw problem('rate_limited', 429) })
    const palette = open()
    await ask(palette, 'grace')
    await palette.run(itemOf(palette, 'Grace'))
    expect(palette.error.value).toBe('Too many requests. Wait a moment and try again.')
    expect(close).not.toHaveBeenCalled()
    expect(navigateTo).not.toHaveBeenCalled()
  })
})
