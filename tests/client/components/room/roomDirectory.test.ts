import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import RoomDirectory from '~/components/room/RoomDirectory.vue'
import RoomInvitation from '~/components/room/RoomInvitation.vue'
import { roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { goTo, navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
})

function directoryOf(...rooms: ReturnType<typeof roomOf>[]) {
  useDirectoryStore().groups = rooms
  const directory = mount(RoomDirectory, { props: { pending: false, failure: '' } })
  const names = () => directory.findAll('li').map(row => row.get('bdi').text())
  const join = async () => {
    await directory.get('li form').trigger('submit')
    await flushPromises()
  }
  return { directory, names, join }
}

describe('the directory', () => {
  test('shows first what one could join, the fullest before the others', () => {
    const own = roomOf({ id: 1, name: 'Own', memberCount: 90 })
    useRoomsStore().receive(own)
    const { directory, names } = directoryOf(
      own, roomOf({ id: 2, name: 'Small', memberCount: 1 }), roomOf({ id: 3, name: 'Full', memberCount: 9 }),
      roomOf({ id: 4, name: 'New', memberCount: 9 }),
    )
    expect(names()).toEqual(['New', 'Full', 'Small', 'Own'])
    expect(directory.get('li a').attributes('aria-label')).toBe('Open Own')
    const labels = directory.findAll('li button').map(button => button.attributes('aria-label'))
    expect(labels).toEqual(['Join New', 'Join Full', 'Join Small'])
  })

  test('leaves out the square, where one is anyway', () => {
    const square = roomOf({ id: 1, name: 'Square', square: true })
    expect(directoryOf(square).names()).toEqual(['Square'])
    useRoomsStore().receive(square)
    expect(directoryOf(square).names()).toEqual([])
  })

  test('shows a group as it is now', () => {
    useRoomsStore().receive(roomOf({ id: 1, name: 'Renamed' }))
    expect(directoryOf(roomOf({ id: 1, name: 'Before' })).names()).toEqual(['Renamed'])
  })

  test('a group that is joined is opened', async () => {
    server.on('PUT /api/rooms/2/membership', () => ({ room: roomOf({ id: 2 }) }))
    const { join } = directoryOf(roomOf({ id: 2 }))
    await join()
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/2')
  })

  test('a group that cannot be joined says why', async () => {
    server.on('PUT /api/rooms/2/membership', () => { throw problem('forbidden', 403, { detail: 'archived' }) })
    const { directory, join } = directoryOf(roomOf({ id: 2 }))
    await join()
    expect(directory.get('[role=alert]').text()).toContain('This group is archived.')
    expect(navigateTo).not.toHaveBeenCalled()
  })

  test('is searched, and says when nothing is found', async () => {
    server.on('GET /api/rooms/directory', () => ({ rooms: [], faces: {}, users: [] }))
    const { directory, names } = directoryOf(roomOf({ id: 2 }))
    await directory.get('input[type=search]').setValue(' tea ')
    await directory.get('[role=search]').trigger('submit')
    await flushPromises()
    expect(names()).toEqual([])
    expect(directory.text()).toContain('No groups found.')
  })

  test('is silent while it loads, and can be asked for again', async () => {
    const { directory } = directoryOf()
    expect(directory.text()).not.toContain('No groups found.')
    await directory.setProps({ failure: 'Not available.' })
    await directory.get('[role=alert] button').trigger('click')
    expect(directory.emitted('retry')).toHaveLength(1)
  })

  test('comes back with what was refused without a script', () => {
    goTo('/rooms/find?form=room-join&error=banned&query=tea')
    const { directory } = directoryOf()
    expect(directory.get('[role=alert]').text()).toContain('blocked')
    expect(directory.get('input[type=search]').attributes('value')).toBe('tea')
  })
})

describe('a group one is not in', () => {
  test('says what it is, and is joined where one is', async () => {
    server.on('PUT /api/rooms/2/membership', () => ({ room: roomOf({ id: 2 }) }))
    const room = roomOf({ id: 2, name: 'Engines', topic: 'and tea', memberCount: 3 })
    const invitation = mount(RoomInvitation, { props: { room } })
    expect(invitation.get('h1').text()).toBe('Engines')
    expect(invitation.text()).toMatch(/and tea.*3 members/s)
    await invitation.get('form').trigger('submit')
    await flushPromises()
    expect(useRoomsStore().byId[2]).toBeDefined()
    expect(navigateTo).not.toHaveBeenCalled()
  })

  test('cannot be joined once it is archived', () => {
    const invitation = mount(RoomInvitation, { props: { room: roomOf({ archived: true }) } })
    expect(invitation.find('form').exists()).toBe(false)
    expect(invitation.text()).toContain('Nobody can join it any more.')
  })
})
