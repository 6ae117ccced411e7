import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, test } from 'vitest'
import type { MemberRole, Room } from '#shared/protocol/room'
import type { Profile } from '#shared/protocol/user'
import UserCard from '~/components/user/UserCard.vue'
import { ada, grace, roomOf } from '../../support/cast'
import { openClient } from '../../support/client'
import { navigateTo } from '../../support/nuxt'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer

beforeEach(() => {
  server = openClient().server
  server.on('GET /api/blocks', () => ({ users: [] }))
})

type Around = Partial<Room> & { own?: MemberRole }

/** The card of somebody with this role in a room in which ada has the other. */
async function cardOf(user: Profile, { role = 'member', own = 'member', ...room }: Around = {}) {
  useUsersStore().receive(user)
  server.on('GET /api/rooms/1/members', () => ({ members: [{ user, role }] }))
  const card = mount(UserCard, { props: { room: roomOf({ role: own, ...room }), userId: user.id } })
  await flushPromises()
  return card
}

type Card = Awaited<ReturnType<typeof cardOf>>
const says = (card: Card, text: string) => card.findAll('button, a, summary').some(one => one.text() === text)
async function submit(card: Card, action: string, name?: string) {
  const forms = card.findAll(`form[action="/forms/${action}"]`)
  await forms.find(form => !name || form.get('button').text().startsWith(name))!.trigger('submit')
  await flushPromises()
}

describe('a block', () => {
  test('is set and taken back', async () => {
    server.on('GET /api/blocks', () => ({ users: [] }))
    server.on('PUT /api/blocks/2', () => undefined)
    server.on('DELETE /api/blocks/2', () => undefined)
    const card = await cardOf(grace)
    await submit(card, 'block')
    expect(card.text()).toContain('You have blocked this person.')
    await submit(card, 'block-lift')
    expect(says(card, 'Block')).toBe(true)
    expect(server.requestsOf('DELETE /api/blocks/2')).toHaveLength(1)
  })

  test('that failed says why', async () => {
    server.on('GET /api/blocks', () => ({ users: [] }))
    server.on('PUT /api/blocks/2', () => { throw problem('unavailable', 503) })
    const card = await cardOf(grace)
    await submit(card, 'block')
    expect(card.find('[role=alert]').exists()).toBe(true)
    expect(says(card, 'Block')).toBe(true)
  })

  test('is not offered for oneself', async () => {
    expect(says(await cardOf(ada), 'Block')).toBe(false)
  })
})

describe('a person', () => {
  test('is there with name, username, role and presence', async () => {
    const card = await cardOf({ ...grace, username: 'hopper', role: 'admin' }, { role: 'moderator' })
    expect(card.text()).toMatch(/Grace.*@hopper.*Admin.*Moderator.*Offline/s)
    usePresenceStore().receive(grace.id, { status: 'away', text: 'At lunch' })
    await card.vm.$nextTick()
    expect(card.text()).toMatch(/Away.*At lunch/s)
  })

  test('whom this browser does not know yet is fetched', async () => {
    server.on('GET /api/rooms/1/members', () => ({ members: [] }))
    server.on(`GET /api/users/${grace.id}`, () => ({ user: grace }))
    const card = mount(UserCard, { props: { room: roomOf(), userId: grace.id } })
    await flushPromises()
    expect(card.text()).toContain('@grace')
  })

  test('that is gone keeps nothing but that it was there', async () => {
    const card = await cardOf({ ...grace, deleted: true })
    expect(card.text()).toContain('Deleted user')
    expect(card.text()).not.toContain('@grace')
    expect(says(card, 'Message')).toBe(false)
  })

  test('is watched for as long as the card is open', async () => {
    const watched: number[][] = []
    usePresenceStore().watch = (_part, userIds) => void watched.push(userIds)
    const card = await cardOf(grace)
    card.unmount()
    expect(watched).toEqual([[grace.id], []])
  })
})

describe('writing to somebody', () => {
  test('opens the conversation', async () => {
    server.on('POST /api/directs', () => ({ room: roomOf({ id: 9, kind: 'direct', peer: grace }) }))
    await submit(await cardOf(grace), 'direct')
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/9')
  })

  test('that is refused says why and stays', async () => {
    server.on('POST /api/directs', () => { throw problem('forbidden', 403, { detail: 'declined' }) })
    const card = await cardOf(grace)
    await submit(card, 'direct')
    expect(card.get('[role=alert]').text()).toBe('This person does not want to be added.')
    expect(navigateTo).not.toHaveBeenCalled()
  })

  test('is for members, to members and guests, and not for oneself', async () => {
    expect(says(await cardOf({ ...grace, kind: 'guest' }), 'Message')).toBe(true)
    expect(says(await cardOf({ ...grace, kind: 'bot' }), 'Message')).toBe(false)
    const own = await cardOf(ada)
    expect(says(own, 'Message')).toBe(false)
    expect(own.get('a[href="/settings"]').text()).toBe('Edit your profile')
  })

  test('is for guests where the other one has written', async () => {
    useSessionStore().become({ ...ada, kind: 'guest' })
    expect(says(await cardOf(grace), 'Message')).toBe(false)
    const direct = roomOf({ id: 9, kind: 'direct', peer: grace, lastSeq: 0 })
    useRoomsStore().receive(direct)
    expect(says(await cardOf(grace), 'Message')).toBe(false)
    useRoomsStore().receive({ ...direct, lastSeq: 1 })
    expect(says(await cardOf(grace), 'Message')).toBe(true)
  })
})

describe('roles', () => {
  test('are given by owners, and the one in force is marked', async () => {
    server.on(`PUT /api/rooms/1/members/${grace.id}`, ({ body }) => ({ member: { user: grace, ...body as object } }))
    const card = await cardOf(grace, { own: 'owner' })
    expect(card.get('[aria-current=true]').text()).toContain('Member')
    await submit(card, 'member', 'Moderator')
    expect(card.get('[aria-current=true]').text()).toContain('Moderator')
    expect(server.requestsOf(`PUT /api/rooms/1/members/${grace.id}`)[0]?.body).toEqual({ role: 'moderator' })
  })

  test.each([
    ['not by moderators', grace, { own: 'moderator' as const }],
    ['not in a direct conversation', grace, { own: 'owner' as const, kind: 'direct' as const }],
    ['not to guests', { ...grace, kind: 'guest' as const }, { own: 'owner' as const }],
  ])('%s', async (_who, user, room) => {
    expect((await cardOf(user, room)).find('form[action="/forms/member"]').exists()).toBe(false)
  })
})

describe('removing somebody', () => {
  test.each([
    ['an owner may remove owners', 'owner', 'owner', true],
    ['a moderator may remove members', 'moderator', 'member', true],
    ['a moderator may not remove moderators', 'moderator', 'moderator', false],
    ['a member may remove nobody', 'member', 'member', false],
  ] as const)('%s', async (_who, own, role, may) => {
    expect(says(await cardOf(grace, { own, role }), 'Remove from group')).toBe(may)
  })

  test('nobody removes themselves', async () => {
    expect(says(await cardOf(ada, { own: 'owner', role: 'owner' }), 'Remove from group')).toBe(false)
  })

  test('leads back to the others', async () => {
    server.on(`DELETE /api/rooms/1/members/${grace.id}`, () => undefined)
    const card = await cardOf(grace, { own: 'owner' })
    await submit(card, 'member-removal')
    expect(useMembersStore().of(1, grace.id)).toBeUndefined()
    expect(navigateTo).toHaveBeenCalledExactlyOnceWith('/rooms/1?panel=details')
  })
})
