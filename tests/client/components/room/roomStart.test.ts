import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import RoomEmpty from '~/components/room/RoomEmpty.vue'
import RoomStart from '~/components/room/start/RoomStart.vue'
import { ada, grace, mallory, messageOf, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  useUsersStore().receive(grace, mallory)
})

describe('the first screen', () => {
  const square = roomOf({ id: 1, name: 'The square', square: true, memberCount: 7 })

  function open(fields: Partial<typeof square> = {}) {
    useRoomsStore().receive(square)
    return mount(RoomStart, { props: { square: { ...square, ...fields } } })
  }

  test('shows the square with its last words, and one thing to do', () => {
    const messages = [messageOf(1), messageOf(2, { body: null }), messageOf(3), messageOf(4), messageOf(5)]
    useMessagesStore().show(1, { messages, hasOlder: false, hasNewer: false, rev: 0 })
    const start = open()
    expect(start.get('h2').text()).toBe('The square')
    expect(start.findAll('ol li').map(word => word.text())).toEqual([
      expect.stringMatching(/Grace.*message 3/s), expect.stringContaining('message 4'),
      expect.stringContaining('message 5'),
    ])
    expect(start.get('a').text()).toBe('Go to The square')
    expect(start.get('a').attributes('href')).toBe('/rooms/1')
  })

  test('suggests three groups with faces, and joins where one presses', async () => {
    server.on('PUT /api/rooms/3/membership', () => ({ room: roomOf({ id: 3 }) }))
    useDirectoryStore().groups = [square, ...[2, 3, 4, 5].map(id => roomOf({ id, name: `Group ${id}` }))]
    useDirectoryStore().faces = { 3: [grace.id, mallory.id, 999] }
    useRoomsStore().receive(roomOf({ id: 2 }))
    const start = open()
    const rows = start.findAll('ul li')
    expect(rows.map(row => row.get('bdi').text())).toEqual(['Group 3', 'Group 4', 'Group 5'])
    expect(rows[0]!.text()).toContain('With Grace, Mallory')
    await rows[0]!.get('form').trigger('submit')
    await flushPromises()
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/3')
  })

  test('offers a guest an account', () => {
    useSessionStore().become({ ...ada, kind: 'guest' })
    expect(open().find('a[href="/settings#claim"]').exists()).toBe(true)
  })
})

describe('a room in which nothing was said', () => {
  const open = (fields: Parameters<typeof roomOf>[0] = {}) => mount(RoomEmpty, { props: { room: roomOf(fields) } })
  const add = (empty: ReturnType<typeof open>) => empty.find('a[href="/rooms/1?panel=details#people"]').exists()

  test('says what it is and who is in it', () => {
    useMembersStore().byRoom[1] = [{ userId: grace.id, role: 'owner' }, { userId: mallory.id, role: 'member' }]
    const empty = open({ name: 'Engines', topic: 'and tea', memberCount: 2 })
    expect(empty.text()).toMatch(/Engines.*and tea.*With Grace, Mallory.*2 members/s)
  })

  test('greets by a draft, which nothing sends and which takes nothing away', async () => {
    const empty = open()
    await empty.get('button').trigger('click')
    expect(useDraftsStore().of(1).body).toBe('Hello, I am Ada. ')
    useDraftsStore().write(1, 'My own words')
    await empty.get('button').trigger('click')
    expect(useDraftsStore().of(1).body).toBe('My own words')
    expect(server.requests).toEqual([])
  })

  test('may be filled with people by who may add them', () => {
    expect(add(open())).toBe(true)
    expect(add(open({ visibility: 'private', role: 'member' }))).toBe(false)
    expect(add(open({ visibility: 'private', role: 'owner' }))).toBe(true)
    expect(add(open({ kind: 'direct', name: null, peer: grace }))).toBe(false)
    useSessionStore().become({ ...ada, kind: 'guest' })
    expect(add(open())).toBe(false)
  })

  test('is quiet once it is archived', () => {
    expect(open({ archived: true }).find('button').exists()).toBe(false)
  })
})
