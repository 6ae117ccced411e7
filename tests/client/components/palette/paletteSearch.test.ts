import { flushPromises, mount } from '@vue/test-utils'
import { beforeAll, beforeEach, expect, test, vi } from 'vitest'
import PaletteSearch from '~/components/palette/PaletteSearch.vue'
import { grace, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { navigateTo, useRouter } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'

let server: FakeServer

// Fetched late on the page; here it takes no time from the tests.
beforeAll(() => import('~/components/palette/PaletteResults.vue'), 30_000)

beforeEach(() => {
  server = openClient().server
  server.on('GET /api/rooms/directory', () => ({ rooms: [] }))
  server.on('GET /api/users', () => ({ users: [grace] }))
  Object.assign(useRouter(), { resolve: () => ({ matched: [] }) })
  Element.prototype.scrollIntoView = vi.fn()
  const rooms = useRoomsStore()
  rooms.receive(roomOf({ id: 1, name: 'Lobby' }))
  rooms.receive(roomOf({ id: 2, name: 'Engine room' }))
  useOverlaysStore().show('palette')
})

const open = () => mount(PaletteSearch, { attachTo: document.body })
type Palette = ReturnType<typeof open>
const marked = (palette: Palette) => palette.find('[aria-selected=true]').text()
const press = (palette: Palette, key: string) => palette.get('input').trigger('keydown', { key })

async function ready(palette: Palette) {
  await vi.waitFor(() => expect(palette.find('[role=listbox]').exists()).toBe(true), { timeout: 10_000 })
}

test('the field has the keyboard at once, and the rooms one is in are there before anything is typed', async () => {
  const palette = open()
  expect(document.activeElement).toBe(palette.get('input').element)
  await ready(palette)
  expect(
    palette
      .findAll('[role=option]')
      .map(option => option.text())
      .slice(0, 2)
      .sort(),
  ).toEqual(['Engine room', 'Lobby'])
})

test('the best answer is marked, and Enter goes there', async () => {
  const palette = open()
  await ready(palette)
  await palette.get('input').setValue('engine')
  expect(marked(palette)).toBe('Engine room')
  await press(palette, 'Enter')
  await flushPromises()
  expect(navigateTo).toHaveBeenCalledWith('/rooms/2')
  expect(useOverlaysStore().open).toBeUndefined()
})

test('keys that were pressed before the list was there count when it is', async () => {
  const palette = open()
  await palette.get('input').setValue('engine')
  await press(palette, 'Enter')
  await vi.waitFor(() => expect(navigateTo).toHaveBeenCalledWith('/rooms/2'), { timeout: 10_000 })
})

test('the arrows move the mark, around the ends too', async () => {
  const palette = open()
  await ready(palette)
  const all = palette.findAll('[role=option]').map(option => option.text())
  await press(palette, 'ArrowDown')
  expect(marked(palette)).toBe(all[1])
  await press(palette, 'ArrowUp')
  await press(palette, 'ArrowUp')
  expect(marked(palette)).toBe(all.at(-1))
})

test('a name with a typing error is found, but Enter waits whether there is somebody of that name', async () => {
  const palette = open()
  await ready(palette)
  server.on('GET /api/users', () => ({ users: [{ ...grace, displayName: 'Enigne' }] }))
  server.on('POST /api/directs', () => ({ room: roomOf({ id: 9, kind: 'direct', name: null, peer: grace }) }))
  await palette.get('input').setValue('enigne')
  expect(marked(palette)).toBe('Engine room')
  await press(palette, 'Enter')
  expect(navigateTo).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(navigateTo).toHaveBeenCalledWith('/rooms/9'), { timeout: 10_000 })
})

test('what one has moved to stays marked when more is found', async () => {
  const palette = open()
  await ready(palette)
  useRoomsStore().receive(roomOf({ id: 3, name: 'Grange' }))
  server.on('GET /api/users', () => ({ users: [grace] }))
  await palette.get('input').setValue('gra')
  useRoomsStore().receive(roomOf({ id: 4, name: 'Gravel' }))
  await flushPromises()
  await press(palette, 'ArrowDown')
  const before = marked(palette)
  await vi.waitFor(() => expect(palette.text()).toContain('People'), { timeout: 10_000 })
  expect(marked(palette)).toBe(before)
})

test('a list box holds options alone, and how many there are is said', async () => {
  const palette = open()
  await ready(palette)
  await palette.get('input').setValue('engine')
  expect(palette.get('[role=status]').text()).toBe('1 result')
  await palette.get('input').setValue('no room of that name')
  expect(palette.get('[role=status]').text()).toBe('No results.')
  expect(palette.get('[role=listbox]').text()).toBe('')
  expect(palette.get('input').attributes('aria-activedescendant')).toBeUndefined()
})

test('Enter waits for people that are still searched for', async () => {
  const palette = open()
  await ready(palette)
  server.on('POST /api/directs', () => ({ room: roomOf({ id: 9, kind: 'direct', name: null, peer: grace }) }))
  await palette.get('input').setValue('grace')
  await press(palette, 'Enter')
  expect(navigateTo).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(navigateTo).toHaveBeenCalledWith('/rooms/9'), { timeout: 10_000 })
})
