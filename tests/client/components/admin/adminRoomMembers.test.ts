import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import type { AdminRoom } from '#shared/protocol/admin/adminRoom'
import AdminRoomMembers from '~/components/admin/room/AdminRoomMembers.vue'
import { ada, grace, mallory } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  server.on('GET /api/admin/rooms/1', () => ({ room: { id: 1 } }))
  server.on('GET /api/admin/rooms/1/members', ({ query }) => query?.cursor
    ? { members: [{ user: mallory, role: 'member' }] }
    : { members: [{ user: ada, role: 'owner' }, { user: grace, role: 'member' }], cursor: 'rest' })
})

async function open() {
  await useAdminRoomsStore().open(1)
  const members = mount(AdminRoomMembers, { props: { room: { id: 1 } as AdminRoom } })
  const labelled = (label: string) => members.get(`[aria-label="${label}"]`)
  return { members, labelled, names: () => members.findAll('li a').map(link => link.text()) }
}

test('members are listed with their roles, the rest when asked for', async () => {
  const { members, names } = await open()
  expect(names()).toEqual(['Ada', 'Grace'])
  expect(members.findAll<HTMLSelectElement>('select').map(({ element }) => element.value)).toEqual(['owner', 'member'])
  await members.findAll('button').at(-1)!.trigger('click')
  await flushPromises()
  expect(names()).toEqual(['Ada', 'Grace', 'Mallory'])
})

test('a role is given by choosing it', async () => {
  server.on('PUT /api/admin/rooms/1/members/2', () => undefined)
  const { members } = await open()
  await members.findAll('select')[1]!.setValue('moderator')
  await flushPromises()
  expect(server.requestsOf('PUT /api/admin/rooms/1/members/2')[0]?.body).toEqual({ role: 'moderator' })
})

test('somebody who is removed is gone; a refusal says why', async () => {
  server.on('DELETE /api/admin/rooms/1/members/1', () => { throw problem('last_owner', 409) })
  server.on('DELETE /api/admin/rooms/1/members/2', () => undefined)
  const { members, labelled, names } = await open()
  await labelled('Remove Ada').trigger('click')
  await flushPromises()
  expect(members.get('[role=alert]').text()).toContain('You are the last owner.')
  server.on('GET /api/admin/rooms/1/members', () => ({ members: [{ user: ada, role: 'owner' }] }))
  await labelled('Remove Grace').trigger('click')
  await flushPromises()
  expect(names()).toEqual(['Ada'])
})

test('somebody who is found is added as a member', async () => {
  vi.useFakeTimers()
  server.on('GET /api/admin/users', () => ({ users: [mallory] }))
  server.on('PUT /api/admin/rooms/1/members/3', () => undefined)
  const { members } = await open()
  await members.get('input[type=search]').setValue('mal')
  await vi.advanceTimersByTimeAsync(300)
  await members.findAll('button').find(button => button.text() === 'Mallory (mallory)')!.trigger('click')
  await vi.advanceTimersByTimeAsync(0)
  expect(server.requestsOf('PUT /api/admin/rooms/1/members/3')[0]?.body).toEqual({ role: 'member' })
})
