import { flushPromises, mount } from '@vue/test-utils'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Room } from '#shared/protocol/room'
import RoomPanel from '~/components/room/panel/RoomPanel.vue'
import { ada, grace, mallory, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

// Fetched late on the page; here they take no time from the tests.
beforeAll(async () => {
  await import('~/components/room/panel/RoomPanelDetails.vue')
  await import('~/components/user/UserCard.vue')
}, 30_000)

beforeEach(() => {
  server = openClient().server
  server.on('GET /api/blocks', () => ({ users: [] }))
  membersAre({ user: ada, role: 'owner' }, { user: grace, role: 'member' })
})

function membersAre(...members: object[]) {
  server.on('GET /api/rooms/1/members', () => ({ members }))
}

async function panelOf(room: Partial<Room> = {}, personId?: number) {
  useRoomsStore().receive(roomOf(room))
  const panel = mount(RoomPanel, { props: { room: useRoomsStore().byId[1]!, personId }, attachTo: document.body })
  await flushPromises()
  return panel
}

type Panel = Awaited<ReturnType<typeof panelOf>>
const buttonOf = (panel: Panel, name: string) =>
  panel.findAll('button, a').find(one => (one.attributes('aria-label') ?? one.text()) === name)
/** The form with this button is sent. */
async function submit(panel: Panel, name: string) {
  await panel.findAll('form').find(form => form.findAll('button').some(one => one.text() === name))!.trigger('submit')
  await flushPromises()
}

describe('the panel', () => {
  test('says what it shows, and takes the focus', async () => {
    const panel = await panelOf()
    expect(panel.get('aside').attributes('aria-labelledby')).toBe('panel-title')
    expect(panel.get('#panel-title').text()).toBe('Details')
    expect(document.activeElement).toBe(panel.get('#panel-title').element)
  })

  test('of a person leads back to the details, as Escape does; closing it leads out', async () => {
    useUsersStore().receive(grace)
    const panel = await panelOf({}, grace.id)
    expect(panel.get('#panel-title').text()).not.toBe('Details')
    expect(buttonOf(panel, 'Back to details')?.attributes('href')).toBe('/rooms/1?panel=details')
    await panel.get('aside').trigger('keydown', { key: 'Escape' })
    expect(navigateTo).toHaveBeenLastCalledWith('/rooms/1?panel=details')
    await buttonOf(panel, 'Close details')!.trigger('click')
    expect(navigateTo).toHaveBeenLastCalledWith('/rooms/1')
    await panel.setProps({ personId: undefined })
    await flushPromises()
    expect(buttonOf(panel, 'Back to details')).toBeUndefined()
    await panel.get('aside').trigger('keydown', { key: 'Escape' })
    expect(navigateTo).toHaveBeenLastCalledWith('/rooms/1')
  })

  test('gives the focus back to what opened it', async () => {
    document.body.innerHTML = '<button id="room-details">Details</button>'
    const panel = await panelOf()
    await buttonOf(panel, 'Close details')!.trigger('click')
    await flushPromises()
    expect(document.activeElement?.id).toBe('room-details')
  })
})

describe('the details of a group', () => {
  test('say who is in it, who may do what there, and which one is oneself', async () => {
    const panel = await panelOf({ topic: 'Engines and tea', visibility: 'private' })
    expect(panel.text()).toContain('Engines and tea')
    expect(panel.text()).toContain('By invitation only')
    const [own, other] = panel.findAll('li').map(member => member.text())
    expect(own).toMatch(/Ada.*You.*Owner/s)
    expect(other).toContain('Grace')
    expect(other).not.toMatch(/You|Owner|Member/)
  })

  test('members that cannot be loaded can be asked for again', async () => {
    server.on('GET /api/rooms/1/members', () => { throw problem('unavailable', 503) })
    const panel = await panelOf()
    expect(panel.findAll('li')).toEqual([])
    membersAre({ user: grace, role: 'member' })
    await buttonOf(panel, 'Try again')!.trigger('click')
    await flushPromises()
    expect(panel.findAll('li')).toHaveLength(1)
  })

  test('more of a long list come when asked for', async () => {
    server.on('GET /api/rooms/1/members', ({ query }) => query?.cursor
      ? { members: [{ user: mallory, role: 'member' }] }
      : { members: [{ user: ada, role: 'owner' }, { user: grace, role: 'member' }], cursor: 'rest' })
    const panel = await panelOf({ memberCount: 3 })
    await buttonOf(panel, 'Show more, 1 left')!.trigger('click')
    await flushPromises()
    expect(panel.findAll('li').at(-1)?.text()).toContain('Mallory')
    expect(panel.text()).not.toContain('Show more')
  })

  test.each([
    ['whoever has an account may add people where everybody may join', { visibility: 'public' as const }, true],
    ['members of a private group may not', { visibility: 'private' as const }, false],
    ['its moderators may', { visibility: 'private' as const, role: 'moderator' as const }, true],
  ])('%s', async (_who, room, may) => {
    const panel = await panelOf(room)
    expect(panel.find('[role=search]').exists()).toBe(may)
  })

  test('guests may add nobody', async () => {
    useSessionStore().become({ ...ada, kind: 'guest' })
    const panel = await panelOf({ visibility: 'open' })
    expect(panel.find('[role=search]').exists()).toBe(false)
  })

  test('somebody who is found is added, but neither members nor guests', async () => {
    const guest = { ...mallory, id: 8, username: 'gus', displayName: 'Gus', kind: 'guest' }
    server.on('GET /api/users', () => ({ users: [grace, mallory, guest] }))
    server.on('PUT /api/rooms/1/members/3', () => ({ member: { user: mallory, role: 'member' } }))
    const panel = await panelOf()
    await panel.get('input[type=search]').setValue('a')
    await panel.get('[role=search]').trigger('submit')
    await flushPromises()
    expect(panel.text()).toContain('already in the group')
    expect(panel.text()).toContain('guests can only be in groups that are open to anyone')
    expect(panel.findAll('button').filter(button => button.text() === 'Add')).toHaveLength(1)
    await submit(panel, 'Add')
    expect(panel.get('[role=status]').text()).toBe('Mallory is in the group now.')
    expect(panel.text()).toContain('Mallory')
  })

  test('only those who may edit it are offered to', async () => {
    const edit = (panel: Panel) => panel.findAll('summary').some(summary => summary.text() === 'Edit group')
    expect(edit(await panelOf())).toBe(false)
    expect(edit(await panelOf({ role: 'moderator', rev: 1 }))).toBe(true)
  })

  test('only an owner may delete it', async () => {
    const panel = await panelOf({ role: 'moderator' })
    expect(panel.text()).not.toContain('Delete group')
    server.on('DELETE /api/rooms/1', () => undefined)
    const owner = await panelOf({ role: 'owner', rev: 1 })
    await submit(owner, 'Delete for everybody')
    expect(useRoomsStore().byId[1]).toBeUndefined()
    expect(navigateTo).toHaveBeenLastCalledWith('/rooms')
  })

  test('a group that could not be left is still there, and says why', async () => {
    server.on('DELETE /api/rooms/1/membership', () => { throw problem('last_owner', 409) })
    const panel = await panelOf({ role: 'owner' })
    await submit(panel, 'Leave')
    expect(panel.get('[role=alert]').text()).toContain('You are the last owner.')
    expect(navigateTo).not.toHaveBeenCalled()
    expect(useRoomsStore().byId[1]).toBeDefined()
  })

  test('who leaves can refuse to be added again', async () => {
    const paths: string[] = []
    server.on('DELETE /api/rooms/1/membership?refuse=person', ({ path }) => paths.push(path))
    const panel = await panelOf({ visibility: 'private' })
    expect(panel.text()).toContain('You can only come back if somebody invites you.')
    await panel.get('input[value=person]').setValue(true)
    await submit(panel, 'Leave')
    expect(paths).toHaveLength(1)
    expect(navigateTo).toHaveBeenLastCalledWith('/rooms')
  })

  test('an open group is entered by oneself, so there is nothing to refuse', async () => {
    const panel = await panelOf({ visibility: 'open' })
    expect(panel.find('input[value=person]').exists()).toBe(false)
    expect(panel.text()).toContain('You can join again whenever you like.')
  })
})

describe('the notifications of a room', () => {
  const chosen = (panel: Panel) => panel.get<HTMLSelectElement>('select[name=level]').element.value

  test.each([
    ['a group', {}],
    ['a direct conversation', { kind: 'direct', visibility: 'private', name: null, peer: grace } as const],
  ])('are kept as soon as they are chosen in the details of %s', async (_what, room) => {
    const bodies: unknown[] = []
    server.on('PUT /api/rooms/1/notifications', ({ body }) => void bodies.push(body))
    const panel = await panelOf({ ...room, notifications: { level: 'mentions' } })
    expect(chosen(panel)).toBe('mentions')
    await panel.get('select[name=level]').setValue('none')
    await flushPromises()
    expect(bodies).toEqual([{ level: 'none', mutedUntil: null, favourite: false }])
    expect(useRoomsStore().byId[1]?.notifications.level).toBe('none')
    expect(panel.text()).toContain('Saved.')
  })

  test('can be muted for a while, and the room kept among the favourites', async () => {
    const bodies: { mutedUntil?: string }[] = []
    server.on('PUT /api/rooms/1/notifications', ({ body }) => void bodies.push(body as object))
    const panel = await panelOf()
    const before = Date.now()
    await panel.get('select[name=mute]').setValue('day')
    await panel.get('input[name=favourite]').setValue(true)
    await flushPromises()
    expect(bodies).toEqual([
      { level: 'all', mutedUntil: expect.any(String), favourite: false }, { level: 'all', favourite: true },
    ])
    const length = Date.parse(bodies[0]!.mutedUntil!) - before
    expect(length).toBeGreaterThanOrEqual(24 * 3_600_000)
    expect(useRoomsStore().byId[1]?.notifications).toMatchObject({ mutedUntil: bodies[0]!.mutedUntil, favourite: true })
  })

  test('that are muted stay so until one says otherwise', async () => {
    const mutedUntil = '9999-12-31T23:59:59.999Z'
    const bodies: unknown[] = []
    server.on('PUT /api/rooms/1/notifications', ({ body }) => void bodies.push(body))
    const panel = await panelOf({ notifications: { level: 'all', mutedUntil } })
    await panel.get('select[name=level]').setValue('mentions')
    await flushPromises()
    expect(bodies).toEqual([{ level: 'mentions', favourite: false }])
    expect(useRoomsStore().byId[1]?.notifications).toEqual({ level: 'mentions', mutedUntil })
  })

  test('that could not be saved say why', async () => {
    server.on('PUT /api/rooms/1/notifications', () => { throw problem('unavailable', 503) })
    const panel = await panelOf()
    await panel.get('select[name=level]').setValue('none')
    await flushPromises()
    expect(panel.find('[role=alert]').exists()).toBe(true)
    expect(panel.text()).not.toContain('Saved.')
    expect(useRoomsStore().byId[1]?.notifications.level).toBe('all')
  })

  test('follow what was chosen in another browser', async () => {
    const panel = await panelOf()
    useRoomsStore().receiveNotifications(1, { level: 'none' })
    await flushPromises()
    expect(chosen(panel)).toBe('none')
  })
})

describe('the details of a direct conversation', () => {
  test('offer to hide it, and nothing of a group', async () => {
    server.on('PUT /api/rooms/1/hidden', () => undefined)
    const panel = await panelOf({ kind: 'direct', visibility: 'private', name: null, peer: grace })
    expect(panel.text()).not.toContain('Leave group')
    expect(panel.find('[role=search]').exists()).toBe(false)
    await submit(panel, 'Hide conversation')
    expect(useRoomsStore().list).toEqual([])
    expect(navigateTo).toHaveBeenLastCalledWith('/rooms')
  })

  test('show the person, whom nobody can count', async () => {
    const panel = await panelOf({ kind: 'direct', visibility: 'private', name: null, peer: grace })
    expect(panel.text()).toContain('@grace')
    expect(panel.text()).not.toContain('members')
    expect(panel.find('form[action="/forms/direct"]').exists()).toBe(false)
  })
})

test('the square cannot be left by accident', async () => {
  const panel = await panelOf({ square: true, visibility: 'open' })
  expect(panel.text()).toContain('Everybody is in the square.')
  expect(panel.find('form[action="/forms/room-leave"]').exists()).toBe(false)
})
