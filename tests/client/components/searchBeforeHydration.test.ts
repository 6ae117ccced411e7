import { beforeEach, expect, test, vi } from 'vitest'
import AdminPickerField from '~/components/admin/field/AdminPickerField.vue'
import RoomDirectory from '~/components/room/RoomDirectory.vue'
import UserSearch from '~/components/user/UserSearch.vue'
import { grace, roomOf } from '../support/cast'
import { openClient } from '../support/client'
import { hydrate } from '../support/hydrate'
import type { FakeServer } from '../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  const rooms = [roomOf({ id: 7, name: 'Observatory' })]
  server.on('GET /api/rooms/directory', () => ({ rooms, faces: {}, users: [] }))
  server.on('GET /api/users', () => ({ users: [grace] }))
  vi.useFakeTimers()
})

const people = { label: 'Find people', action: 'Write', pick: vi.fn(), page: { path: '/' }, post: { action: '/' } }
const picker = { label: 'Find a person', nameOf: ({ name }: { name: string }) => name }
const find = async (query: string) => [{ id: 1, name: `Found by ${query}` }]

test.each([
  ['the directory', RoomDirectory, { pending: false, failure: '' }, 'Observatory'],
  ['a search for people', UserSearch, people, 'Grace'],
  ['a field of the admin', AdminPickerField, { ...picker, find }, 'Found by gra'],
])('what was typed into %s before hydration stays, and is looked for', async (_, component, props, found) => {
  const root = await hydrate(component, props, (page) => {
    page.querySelector('input')!.value = 'gra'
  })
  expect(root.querySelector('input')!.value).toBe('gra')
  await vi.advanceTimersByTimeAsync(300)
  expect(root.textContent).toContain(found)
})
