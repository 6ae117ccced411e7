import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test } from 'vitest'
import type { Profile } from '#shared/protocol/user'
import RoomHere from '~/components/room/RoomHere.vue'
import RoomPanelMembers from '~/components/room/panel/RoomPanelMembers.vue'
import { ada, grace, mallory, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer
let watched: Record<string, number[]>

beforeEach(() => {
  server = openClient().server
  watched = {}
  usePresenceStore().watch = (part, userIds) => void (watched[part] = userIds)
})

function thereAre(online: number, users: Profile[], userIds: number[]) {
  server.on('GET /api/rooms/1/presence', () => ({
    online, members: users.map(user => ({ user, role: 'member' })), userIds,
  }))
}

async function headerOf(memberCount = 3) {
  const here = mount(RoomHere, { props: { room: roomOf({ memberCount }) } })
  await flushPromises()
  return here
}

const sees = async (user: Profile, status: 'online' | 'away' | 'offline') => {
  usePresenceStore().receive(user.id, { status })
  await flushPromises()
}

test('faces and a number say who else is there, and follow who comes and goes', async () => {
  thereAre(1, [grace], [grace.id, mallory.id])
  const here = await headerOf()
  expect(watched).toEqual({ room: [grace.id, mallory.id] })
  expect(here.find('a').exists(), 'before anything is heard of them').toBe(false)
  await sees(grace, 'online')
  expect(here.get('a').attributes('href')).toBe('/rooms/1?panel=details')
  expect(here.get('.sr-only').text()).toBe('1 other here now')
  useUsersStore().receive(mallory)
  await sees(mallory, 'away')
  expect(here.get('a').text()).toMatch(/G.*M.*2/s)
  await sees(grace, 'offline')
  await sees(mallory, 'offline')
  expect(here.find('a').exists()).toBe(false)
  here.unmount()
  expect(watched).toEqual({ room: [] })
})

test('a face comes with its profile', async () => {
  thereAre(1, [], [mallory.id])
  server.on(`GET /api/users/${mallory.id}`, () => ({ user: mallory }))
  const here = await headerOf()
  usePresenceStore().receive(mallory.id, { status: 'online' })
  await nextTick()
  expect(here.get('a').text()).toBe('1 other here now1')
  await flushPromises()
  expect(here.get('a').text()).toBe('1 other here nowM1')
})

test('of many those who cannot be watched are counted as they were', async () => {
  thereAre(250, [grace], [grace.id])
  const here = await headerOf(1_000)
  await sees(grace, 'online')
  expect(here.get('.sr-only').text()).toBe('51 others here now')
  here.unmount()
})

test('a room that does not answer shows nobody, and no error', async () => {
  server.on('GET /api/rooms/1/presence', () => { throw problem('unavailable', 503) })
  const here = await headerOf()
  expect(here.html()).toBe('<!--v-if-->')
  here.unmount()
})

test('the list of members has those first who are there, and does not move under a pointer', async () => {
  const members = [{ user: ada, role: 'owner' }, { user: grace, role: 'member' }, { user: mallory, role: 'member' }]
  server.on('GET /api/rooms/1/members', () => ({ members }))
  const panel = mount(RoomPanelMembers, { props: { room: roomOf({ memberCount: 3 }) }, attachTo: document.body })
  await flushPromises()
  const shown = () => panel.findAll('h4, li').map(one => one.text().replace(/^\S+?\s/, '')).join('|')
  expect(panel.findAll('li')).toHaveLength(3)
  expect(panel.find('h4').exists()).toBe(false)
  await sees(mallory, 'online')
  expect(shown()).toMatch(/1\|.*Mallory.*\|here\|.*Ada.*\|.*Grace/s)
  const link = panel.findAll<HTMLElement>('li a').at(-1)!.element
  link.focus()
  await sees(grace, 'online')
  expect(shown(), 'while the keyboard is in it').toMatch(/1\|/)
  link.blur()
  await flushPromises()
  expect(shown()).toMatch(/2\|/)
  panel.unmount()
})
