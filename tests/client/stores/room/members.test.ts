import { beforeEach, describe, expect, test } from 'vitest'
import { ada, grace, mallory } from '../../support/cast'
import { openClient } from '../../support/client'
import type { FakeServer } from '../../support/transport'
import { problem } from '../../support/transport'

let server: FakeServer
const ids = () => useMembersStore().byRoom[1]?.map(({ userId }) => userId)

beforeEach(async () => {
  server = openClient().server
  server.on('GET /api/rooms/1/members', ({ query }) => query?.cursor
    ? { members: [{ user: grace, role: 'member' }, { user: mallory, role: 'member' }] }
    : { members: [{ user: ada, role: 'owner' }, { user: grace, role: 'member' }], cursor: 'rest' })
  await useMembersStore().load(1)
})

describe('the list', () => {
  test('comes page by page, and nobody is in it twice', async () => {
    expect(ids()).toEqual([ada.id, grace.id])
    await useMembersStore().loadMore(1)
    expect(ids()).toEqual([ada.id, grace.id, mallory.id])
    await useMembersStore().loadMore(1)
    expect(server.requests).toHaveLength(2)
    expect(useUsersStore().byId[mallory.id]).toEqual(mallory)
  })

  test('has owners first, then moderators', () => {
    const members = useMembersStore()
    members.joined(1, mallory, 'moderator')
    expect(ids()).toEqual([ada.id, mallory.id, grace.id])
    members.set(1, grace.id, 'owner')
    expect(ids()).toEqual([ada.id, grace.id, mallory.id])
  })

  test('of a room that nobody opened is not begun by who joins or leaves', () => {
    const members = useMembersStore()
    members.joined(2, mallory, 'member')
    members.left(2, mallory.id)
    expect(members.byRoom[2]).toBeUndefined()
  })

  test('is forgotten with its room', () => {
    useMembersStore().forget(1)
    expect(useMembersStore().byRoom).toEqual({})
  })
})

describe('what one does', () => {
  test('an invitation is a member with the role that the server gave', async () => {
    server.on('PUT /api/rooms/1/members/3', () => ({ member: { user: mallory, role: 'member' } }))
    await useMembersStore().put(1, mallory.id)
    expect(server.requests.at(-1)?.body).toEqual({})
    expect(useMembersStore().of(1, mallory.id)).toEqual({ userId: mallory.id, role: 'member' })
  })

  test('a role that is changed is sent as it is', async () => {
    server.on('PUT /api/rooms/1/members/2', ({ body }) => ({ member: { user: grace, ...body as object } }))
    await useMembersStore().put(1, grace.id, 'moderator')
    expect(useMembersStore().of(1, grace.id)?.role).toBe('moderator')
  })

  test('who is removed is gone from the list; who could not be removed is not', async () => {
    server.on('DELETE /api/rooms/1/members/2', () => { throw problem('forbidden', 403) })
    await expect(useMembersStore().remove(1, grace.id)).rejects.toMatchObject({ code: 'forbidden' })
    expect(ids()).toContain(grace.id)
    server.on('DELETE /api/rooms/1/members/2', () => undefined)
    await useMembersStore().remove(1, grace.id)
    expect(ids()).toEqual([ada.id])
  })
})
