import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import AdminRoomForm from '~/components/admin/room/AdminRoomForm.vue'
import RoomForm from '~/components/room/RoomForm.vue'
import type { AdminRoom } from '#shared/protocol/admin/adminRoom'
import { ada, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

function open(component: typeof RoomForm | typeof AdminRoomForm, props: Record<string, unknown> = {}) {
  const form = mount(component, { props, attachTo: document.body })
  const fill = async (fields: Record<string, string> = {}) => {
    for (const [name, value] of Object.entries(fields)) await form.get(`[name=${name}]`).setValue(value)
    await form.trigger('submit')
    await flushPromises()
  }
  const visibilities = () => form.findAll('option').map(option => option.attributes('value'))
  return { form, fill, visibilities }
}

describe('a group of one\'s own', () => {
  test('is made with name, topic and visibility', async () => {
    server.on('POST /api/rooms', ({ body }) => ({ room: roomOf({ id: 7, ...body as object }) }))
    const { form, fill, visibilities } = open(RoomForm)
    expect(form.get<HTMLSelectElement>('select').element.value).toBe('public')
    expect(visibilities()).toEqual(['public', 'private'])
    await fill({ name: 'Engines', topic: 'and tea', visibility: 'private' })
    expect(server.requests[0]?.body).toEqual({ name: 'Engines', topic: 'and tea', visibility: 'private' })
    expect(form.emitted('done')).toEqual([[expect.objectContaining({ id: 7 })]])
  })

  test('may be open to guests only where an admin says so', () => {
    expect(open(RoomForm, { room: roomOf({ visibility: 'open' }) }).visibilities()).toContain('open')
    useSessionStore().become({ ...ada, role: 'admin' })
    expect(open(RoomForm).visibilities()).toContain('open')
  })

  test('is edited by moderators, but for who may join', async () => {
    server.on('PATCH /api/rooms/1', () => ({ room: roomOf() }))
    const { form, fill } = open(RoomForm, { room: roomOf({ topic: 'old' }), fixedVisibility: true })
    expect(form.find('select').exists()).toBe(false)
    await fill({ topic: '' })
    expect(server.requests[0]?.body).toEqual({ name: 'Lobby', topic: '' })
  })

  test('that is refused says so at its field', async () => {
    const refusal = { code: 'invalid', errors: [{ path: 'visibility', code: 'invalid' }] }
    server.on('POST /api/rooms', () => { throw Object.assign(problem('invalid'), { data: refusal }) })
    const { form, fill } = open(RoomForm)
    await fill({ name: 'Engines' })
    const select = form.get('select')
    expect(document.activeElement).toBe(select.element)
    expect(form.get(`#${select.attributes('aria-describedby')}`).text()).not.toBe('')
    expect(form.emitted('done')).toBeUndefined()
  })
})

describe('a group, for admins', () => {
  const room = (fields: Partial<AdminRoom> = {}): AdminRoom => ({
    id: 1, kind: 'group', visibility: 'open', name: 'Lobby', topic: '', lastSeq: 0, memberCount: 2, isDefault: true,
    avatarUrl: null, createdAt: ada.createdAt, activeAt: ada.createdAt, archivedAt: null, isSquare: false, ...fields,
  })

  test('is kept as it was changed', async () => {
    server.on('PATCH /api/admin/rooms/1', () => ({ room: room() }))
    const { form, fill, visibilities } = open(AdminRoomForm, { room: room() })
    expect(visibilities()).toEqual(['open', 'public', 'private'])
    expect(form.get('button').text()).toBe('Save changes')
    await fill({ name: 'Hall' })
    expect(server.requests[0]?.body).toEqual({ name: 'Hall', topic: '', visibility: 'open', isDefault: true })
    expect(form.get('[role=status]').text()).toBe('Saved.')
  })

  test('is made, and opened by whoever asked for it', async () => {
    server.on('POST /api/admin/rooms', () => ({ room: room({ id: 7 }) }))
    const { form, fill } = open(AdminRoomForm)
    await fill({ name: 'Hall' })
    expect(server.requests[0]?.body).toEqual({ name: 'Hall', topic: '', visibility: 'public', isDefault: false })
    expect(form.emitted('done')).toEqual([[7]])
    expect(form.get('button').text()).toBe('Create group')
    expect(form.get('[role=status]').text()).toBe('')
  })

  test('the square stays open to all', async () => {
    server.on('PATCH /api/admin/rooms/1', () => ({ room: room() }))
    const { form, fill } = open(AdminRoomForm, { room: room({ isSquare: true }) })
    expect(form.find('select').exists()).toBe(false)
    await fill()
    expect(server.requests[0]?.body).toEqual({ name: 'Lobby', topic: '', isDefault: true })
  })
})
